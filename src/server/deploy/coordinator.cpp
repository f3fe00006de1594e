#include "server/deploy/coordinator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <set>

#include "base/fault_point.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "deploy/archive.hpp"
#include "deploy/versions.hpp"
#include "log/log.hpp"
#include "objects/all.hpp"
#include "objects/deployment.hpp"
#include "odb/clusters.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::fail;
using base::Result;

constexpr log::Logger kLog{"zato.server.deploy"};

std::string titles(const deploy::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& file : plan.files) names.push_back(file.name);
  for (const auto& name : plan.removed) names.push_back("-" + name);
  if (names.size() > 5) {
    const auto more = names.size() - 5;
    names.resize(5);
    names.push_back("and " + std::to_string(more) + " more");
  }
  return base::join(names, ", ");
}

// The platform's own services are not for others to replace.
Result<void> check_services(const deploy::Plan& plan) {
  for (const auto& file : plan.files) {
    for (const auto& service : file.services) {
      if (service.name.starts_with("zato.") || service.name.starts_with("pub.zato."))
        return fail(Code::kInvalidArgument, file.name + ": service " + service.name + " is the platform's own");
    }
  }
  return {};
}

}  // namespace

// How long each part took: "plan 3.1, trial 40.2 ms".
class Coordinator::Phases {
 public:
  void ended(std::string_view name) {
    const auto now = base::Monotonic::now();
    const std::chrono::duration<double, std::milli> took = now - since_;
    since_ = now;
    text_ += (text_.empty() ? "" : ", ") + fmt::format("{} {:.1f}", name, took.count());
  }
  std::string text() const { return text_ + " ms"; }

 private:
  base::MonotonicTime since_ = base::Monotonic::now();
  std::string text_;
};

Coordinator::Coordinator(Options options)
    : options_(std::move(options)),
      files_(options_.pool, options_.settings.hot_deploy.work_dir / "hot-deploy/packages"),
      trust_(options_.settings.hot_deploy),
      not_needed_(options_.loop) {}

Result<Coordinator::Known> Coordinator::look() {
  return options_.pool.with([this](odb::Connection& odb) -> Result<Known> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, options_.settings.misc.cluster_name));
    odb::Store store(odb,
                     {.registry = objects::all(), .cipher = options_.cipher, .cluster_id = cluster.id, .actor = ""});
    ZATO_TRY(const auto deployments, store.list<objects::Deployment>());
    Known known{.cluster = cluster.id};
    for (const auto& one : deployments) known.in_force.push_back(target_of(one));
    put_in_order(known.in_force);
    return known;
  });
}

Result<deploy::Plan> Coordinator::plan_of(const Known& known, admin::DeployOrder order,
                                          std::vector<deploy::File>& files) {
  deploy::Plan plan;
  files = std::move(order.files);
  const deploy::Limits limits{.file_bytes = static_cast<std::size_t>(options_.settings.hot_deploy.max_file_bytes)};
  ZATO_CHECK(deploy::unpack_archives(files, limits));
  if (!files.empty()) ZATO_CHECK(deploy::check_files(files, limits));
  for (const auto& file : files) {
    plan.files.push_back({.name = file.name,
                          .language = std::string(deploy::name_of(*deploy::language_of(file.name))),
                          .digest = deploy::digest_of(file.bytes),
                          .size = static_cast<std::int64_t>(file.bytes.size()),
                          .signature = file.signature});
  }
  for (const auto& [name, number] : order.versions) {
    ZATO_TRY(const auto version,
             options_.pool.with([&, cluster = known.cluster, &file = name, wanted = number](odb::Connection& odb) {
               return deploy::find_version(odb, cluster, file, wanted);
             }));
    plan.files.push_back({.name = name,
                          .language = version.language,
                          .digest = version.digest,
                          .size = version.size,
                          .number = number,
                          .signature = order.signature.empty() ? version.signature : order.signature});
  }
  for (const auto& name : order.removed) {
    if (std::ranges::find(known.in_force, name, &Target::name) == known.in_force.end())
      return fail(Code::kNotFound, "file `" + name + "` is not deployed");
    plan.removed.push_back(name);
  }
  if (!plan.removed.empty()) plan.removal_signature = order.signature;
  for (const auto& removal : removals_of(plan)) {
    const auto why = trust_.objection(removal, true);
    if (!why.empty()) return fail(Code::kPermissionDenied, "the removal of " + removal.name + " is refused: " + why);
  }
  for (const auto& file : plan.files) {
    const auto why = trust_.objection(target_of(file, 0), true);
    if (!why.empty()) return fail(Code::kPermissionDenied, file.name + " is refused: " + why);
  }
  return plan;
}

Result<TrialPlan> Coordinator::trial_plan(const Known& known, const deploy::Plan& plan, const Bytes& bytes) {
  TrialPlan trial{.removed = plan.removed};
  std::vector<PackageFiles::Wanted> wanted;
  for (const auto& file : plan.files) {
    const auto one = target_of(file, 0).wanted();
    trial.changed.push_back({.name = file.name, .path = files_.path_of(one), .language = one.language});
    const auto at_hand = bytes.find(file.digest);
    if (at_hand == bytes.end()) {
      wanted.push_back(one);
    } else if (one.language == deploy::Language::kCpp) {
      ZATO_CHECK(files_.put(one, at_hand->second->bytes));
    } else {
      trial.changed.back().source = std::make_shared<const std::string>(at_hand->second->bytes);
    }
  }
  ZATO_TRY(const auto fetched, files_.fetch(known.cluster, wanted));
  if (!fetched.missing.empty()) {
    const auto& [name, why] = *fetched.missing.begin();
    return fail(Code::kCorrupt, name + ": " + why);
  }
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    if (const auto at = fetched.sources.find(plan.files[i].digest); at != fetched.sources.end())
      trial.changed[i].source = at->second;
  }
  ZATO_TRY(const auto others, others_of(known, trial));
  wanted.clear();
  for (const auto& other : others) wanted.push_back(other.wanted());
  ZATO_TRY(const auto of_others, files_.fetch(known.cluster, wanted));
  for (const auto& other : others) {
    if (const auto at = of_others.sources.find(other.digest); at != of_others.sources.end())
      trial.others.push_back({.name = other.name, .path = files_.path_of(other.wanted()), .source = at->second});
  }
  return trial;
}

// What is in force, may be executed, and has to do with what changes.
Result<std::vector<Target>> Coordinator::others_of(const Known& known, const TrialPlan& trial) {
  std::set<std::string_view> changes(trial.removed.begin(), trial.removed.end());
  std::vector<std::string> stems;
  References::Words words;
  for (const auto& name : trial.removed) stems.push_back(stem_of(name));
  for (const auto& file : trial.changed) {
    changes.insert(file.name);
    if (file.language != deploy::Language::kPython) continue;
    stems.push_back(stem_of(file.name));
    const auto mentioned = References::words_of(*file.source);
    words.insert(words.end(), mentioned.begin(), mentioned.end());
  }
  std::vector<Target> others;
  std::vector<PackageFiles::Wanted> unknown;
  for (const auto& target : known.in_force) {
    if (target.language != deploy::Language::kPython || changes.contains(target.name)) continue;
    if (!trust_.objection(target, false).empty()) continue;
    others.push_back(target);
    if (!references_.knows(target.digest)) unknown.push_back(target.wanted());
  }
  if (stems.empty()) return std::vector<Target>();
  ZATO_TRY(const auto fetched, files_.fetch(known.cluster, unknown));
  for (const auto& [digest, source] : fetched.sources) references_.learn(digest, *source);
  references_.keep(known.in_force);
  std::erase_if(others, [this](const Target& target) { return !references_.knows(target.digest); });
  return references_.touched(others, stems, words);
}

// On a thread of trials_.
Result<std::unique_ptr<TrialProcess>> Coordinator::trial_process(std::unique_ptr<TrialProcess> ready,
                                                                 const TrialPlan& plan) const {
  if (ready && ready->alive()) return ready;
  const auto is_python = [](const auto& file) { return file.language == deploy::Language::kPython; };
  return TrialProcess::start(options_.directory, std::ranges::any_of(plan.changed, is_python) || !plan.others.empty());
}

// Deployments come in series: the process of the next trial starts while nobody waits for it.
void Coordinator::get_ready() {
  options_.loop.spawn([this] {
    if (ready_ || std::exchange(getting_ready_, true)) return;
    auto started = trials_.call([this] { return TrialProcess::start(options_.directory, true); });
    getting_ready_ = false;
    if (!started || !*started) return;
    ready_ = std::move(**started);
    not_needed_.start(TrialProcess::kPatience + 1s, [this] { ready_.reset(); });
  });
}

// The bytes go into the ODB meanwhile: nothing there has to do with them before a run is opened.
Result<void> Coordinator::try_it(const Known& known, deploy::Plan& plan, const Bytes& bytes) {
  struct Storing {
    Result<void> outcome;
    rt::Event done;
  };
  const auto storing = std::make_shared<Storing>();
  auto thread = std::async(std::launch::async, [&, storing] {
    const base::ScopeExit said([&storing] { storing->done.set(); });
    storing->outcome = store(known, bytes);
  });
  auto tried = outcome_of_trial(known, plan, bytes);
  storing->done.wait();  // lets others use the loop; what follows does not wait any more
  thread.get();
  if (!tried) return fail(std::move(tried.error()));
  ZATO_CHECK(storing->outcome);
  for (auto& file : plan.files) {
    if (const auto at = tried->find(file.name); at != tried->end()) file.services = at->second;
  }
  return check_services(plan);
}

Result<TrialOutcome> Coordinator::outcome_of_trial(const Known& known, const deploy::Plan& plan, const Bytes& bytes) {
  ZATO_TRY(const auto trial, trial_plan(known, plan, bytes));
  not_needed_.cancel();
  ZATO_TRY(auto tried, trials_.call([&, ready = std::exchange(ready_, nullptr)]() mutable -> Result<TrialOutcome> {
    ZATO_TRY(const auto process, trial_process(std::move(ready), trial));
    return process->run(trial, options_.settings.hot_deploy.import_timeout);
  }));
  return tried;
}

Result<Json> Coordinator::finish(const admin::Caller& caller, const Known& known, std::int64_t run,
                                 const deploy::Plan& plan) {
  ZATO_CHECK(options_.pool.with(
      [&, cluster = known.cluster](odb::Connection& odb) { return deploy::mark_prepared(odb, cluster, run); }));
  base::fault_point("deploy.run.prepared");
  ZATO_TRY(const auto answer, options_.call(caller, "zato.deployment.activate", Json{{"deployment", run}}));
  base::fault_point("deploy.run.activated");
  ZATO_TRY(const auto late, wait_switched(known.cluster, answer.sequence));
  Json services = Json::array(), files = Json::array();
  for (const auto& file : plan.files) {
    files.push_back(file.name);
    for (const auto& service : file.services) services.push_back(service.name);
  }
  const std::string message =
      late.empty() ? "deployed on all servers" : "deployed; not in force yet on " + base::join(late, ", ");
  return Json{{"success", true},
              {"msg", message},
              {"deployment", run},
              {"sequence", answer.sequence},
              {"is_everywhere", late.empty()},
              {"files", files},
              {"services", services},
              {"removed", plan.removed}};
}

Result<Json> Coordinator::carry_out(const admin::Caller& caller, admin::DeployOrder order) {
  const auto begun = base::Monotonic::now();
  Phases phases;
  ZATO_TRY(auto known, look());
  std::vector<deploy::File> files;
  ZATO_TRY(auto plan, plan_of(known, std::move(order), files));
  phases.ended("plan");
  Bytes bytes;
  for (std::size_t i = 0; i < files.size(); ++i) bytes.emplace(plan.files[i].digest, &files[i]);
  const base::ScopeExit prepare_for_more([this] { get_ready(); });
  auto done = bring(caller, known, plan, bytes, phases);
  if (!done) {
    if (!bytes.empty()) forget(known, bytes);
    return done;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(base::Monotonic::now() - begun);
  kLog.info("deployment {} is in force: {} services in {} ms ({})", (*done)["deployment"].get<std::int64_t>(),
            (*done)["services"].size(), took.count(), phases.text());
  return done;
}

Result<Json> Coordinator::bring(const admin::Caller& caller, const Known& known, deploy::Plan& plan, const Bytes& bytes,
                                Phases& phases) {
  ZATO_CHECK(try_it(known, plan, bytes));
  phases.ended("trial and store");
  ZATO_TRY(const auto run, open(known, caller.name, plan, bytes));
  phases.ended("opening");
  kLog.info("deployment {} of {} by {}: the trial has passed, all servers load", run, titles(plan), caller.name);
  options_.announce_run();
  auto prepared = wait_prepared(known.cluster, run);
  phases.ended("loading");
  auto done = prepared ? finish(caller, known, run, plan) : fail(std::move(prepared.error()));
  phases.ended("switch");
  if (done) return done;
  kLog.warning("deployment {} has failed: {}", run, done.error().text());
  const auto closed = options_.pool.with([&](odb::Connection& odb) {
    return deploy::close_run(odb, known.cluster, run, deploy::RunState::kFailed, 0, done.error().text());
  });
  if (!closed) kLog.warning("deployment {} cannot be called off: {}", run, closed.error().text());
  options_.announce_run();
  return done;
}

}  // namespace zato::server
