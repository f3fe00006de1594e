#include "server/deploy/coordinator.hpp"

#include <algorithm>
#include <limits>

#include "base/fault_point.hpp"
#include "base/text.hpp"
#include "deploy/versions.hpp"
#include "log/log.hpp"
#include "objects/all.hpp"
#include "objects/deployment.hpp"
#include "odb/clusters.hpp"
#include "odb/worker_state.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::fail;
using base::Result;

constexpr log::Logger kLog{"zato.server.deploy"};
constexpr auto kBetweenLooks = 5ms, kBetweenLateLooks = 50ms, kLate = 500ms;
constexpr auto kBeat = 500ms;
constexpr auto kDead = 3s;  // without a beat
constexpr auto kForTheSwitch = 30s;

// First often, then less so.
class Looks {
 public:
  explicit Looks(base::Monotonic::duration patience) : end_(base::Monotonic::now() + patience) {}

  bool over() const { return base::Monotonic::now() >= end_; }
  void wait() const { rt::sleep_for(base::Monotonic::now() - begun_ < kLate ? kBetweenLooks : kBetweenLateLooks); }

 private:
  const base::MonotonicTime begun_ = base::Monotonic::now();
  const base::MonotonicTime end_;
};

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

TrialFile trial_file(const PackageFiles& files, const std::string& name, const std::string& digest,
                     deploy::Language language) {
  return {.name = name, .path = files.path_of({name, digest}), .digest = digest, .language = language};
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

Coordinator::Coordinator(Options options)
    : options_(std::move(options)),
      files_(options_.pool, options_.settings.hot_deploy.work_dir / "hot-deploy/packages"),
      trust_(options_.settings.hot_deploy) {}

Result<Coordinator::Known> Coordinator::look() {
  return options_.pool.with([this](odb::Connection& odb) -> Result<Known> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, options_.settings.misc.cluster_name));
    odb::Store store(odb,
                     {.registry = objects::all(), .cipher = options_.cipher, .cluster_id = cluster.id, .actor = ""});
    ZATO_TRY(const auto deployments, store.list<objects::Deployment>());
    Known known{.cluster = cluster.id};
    for (const auto& one : deployments) {
      known.in_force.push_back({.name = one.name,
                                .digest = one.digest,
                                .language = deploy::language_named(one.language).value_or(deploy::Language::kPython),
                                .run = one.run,
                                .signature = one.signature});
    }
    put_in_order(known.in_force);
    return known;
  });
}

Result<deploy::Plan> Coordinator::plan_of(const Known& known, const admin::DeployOrder& order,
                                          std::vector<deploy::File>& files) {
  deploy::Plan plan;
  files = order.files;
  if (!files.empty())
    ZATO_CHECK(deploy::check_files(
        files, {.file_bytes = static_cast<std::size_t>(options_.settings.hot_deploy.max_file_bytes)}));
  for (const auto& file : files) {
    plan.files.push_back({.name = file.name,
                          .language = std::string(deploy::name_of(*deploy::language_of(file.name))),
                          .digest = deploy::digest_of(file.bytes),
                          .size = static_cast<std::int64_t>(file.bytes.size()),
                          .signature = file.signature});
  }
  for (const auto& [name, number] : order.versions) {
    ZATO_TRY(const auto version, options_.pool.with([&, cluster = known.cluster](odb::Connection& odb) {
      return deploy::find_version(odb, cluster, name, number);
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
  for (const auto& file : plan.files) {
    const auto why = trust_.objection({.name = file.name, .digest = file.digest, .signature = file.signature}, true);
    if (!why.empty()) return fail(Code::kPermissionDenied, file.name + " is refused: " + why);
  }
  return plan;
}

Result<void> Coordinator::try_it(const Known& known, deploy::Plan& plan) {
  std::vector<PackageFiles::Wanted> wanted;
  for (const auto& target : known.in_force) wanted.push_back({target.name, target.digest});
  for (const auto& file : plan.files) wanted.push_back({file.name, file.digest});
  ZATO_TRY(const auto missing, files_.fetch(known.cluster, wanted));
  TrialPlan trial{.removed = plan.removed};
  for (const auto& file : plan.files) {
    if (const auto gone = missing.find(file.name); gone != missing.end())
      return fail(Code::kCorrupt, file.name + ": " + gone->second);
    trial.changed.push_back(trial_file(files_, file.name, file.digest,
                                       deploy::language_named(file.language).value_or(deploy::Language::kPython)));
  }
  for (const auto& target : known.in_force) {
    const bool changes = std::ranges::find(plan.files, target.name, &deploy::PlannedFile::name) != plan.files.end() ||
                         std::ranges::find(plan.removed, target.name) != plan.removed.end();
    if (changes || target.language != deploy::Language::kPython || missing.contains(target.name) ||
        !trust_.objection(target, false).empty())
      continue;
    trial.others.push_back(trial_file(files_, target.name, target.digest, target.language));
  }
  const auto& settings = options_.settings.hot_deploy;
  ZATO_TRY(auto tried, trials_.call([&] {
    return run_trial(options_.directory, settings.work_dir / "hot-deploy", trial, settings.import_timeout);
  }));
  if (!tried) return fail(std::move(tried.error()));
  for (auto& file : plan.files) {
    if (const auto at = tried->find(file.name); at != tried->end()) file.services = at->second;
  }
  return check_services(plan);
}

// Runs follow each other. One whose coordinator is gone is called off by whoever waits for it.
Result<void> Coordinator::wait_for_turn(schema::Id cluster) {
  const Looks looks(options_.settings.hot_deploy.load_timeout + kForTheSwitch);
  std::int64_t run = 0, beat = -1;
  auto since = base::Monotonic::now();
  while (!looks.over()) {
    ZATO_TRY(const auto open,
             options_.pool.with([cluster](odb::Connection& odb) { return deploy::open_run_of(odb, cluster); }));
    if (!open) return {};
    if (open->id != run || open->beat != beat) {
      run = open->id;
      beat = open->beat;
      since = base::Monotonic::now();
    } else if (base::Monotonic::now() - since >= kDead) {
      ZATO_CHECK(options_.pool.with([cluster, run](odb::Connection& odb) {
        return deploy::close_run(odb, cluster, run, deploy::RunState::kFailed, 0,
                                 "the process that carried it out is gone");
      }));
    }
    looks.wait();
  }
  return fail(Code::kUnavailable, "deployment " + std::to_string(run) + " is still on its way; try again later");
}

Result<std::int64_t> Coordinator::open(const Known& known, const std::string& actor, const deploy::Plan& plan,
                                       const std::vector<deploy::File>& files) {
  std::vector<std::pair<std::string, std::string>> packages;
  for (const auto& file : files) packages.emplace_back(deploy::digest_of(file.bytes), file.bytes);
  while (true) {
    ZATO_CHECK(wait_for_turn(known.cluster));
    auto opened = options_.pool.with(
        [&](odb::Connection& odb) { return deploy::open_run(odb, known.cluster, actor, plan, packages); });
    if (opened || opened.error().code != Code::kConflict) return opened;
  }
}

Result<void> Coordinator::wait_prepared(schema::Id cluster, std::int64_t run) {
  odb::Convergence live(cluster, std::numeric_limits<std::int64_t>::max());
  const Looks looks(options_.settings.hot_deploy.load_timeout);
  auto beaten = base::Monotonic::now();
  std::string missing;
  while (!looks.over()) {
    ZATO_TRY(const auto said,
             options_.pool.with([cluster, run](odb::Connection& odb) { return deploy::reports(odb, cluster, run); }));
    ZATO_TRY(const auto workers, options_.pool.with([&live](odb::Connection& odb) { return live.missing(odb); }));
    for (const auto& report : said) {
      if (report.state == "failed")
        return fail(Code::kInvalidArgument, "server " + report.server + " cannot load it: " + report.detail);
    }
    missing.clear();
    for (const auto& worker : workers) {
      const bool has = std::ranges::any_of(said, [&](const auto& report) {
        return report.server_id == worker.server_id && report.worker == worker.worker;
      });
      if (!has) missing += (missing.empty() ? "" : ", ") + worker.server + " worker " + std::to_string(worker.worker);
    }
    if (missing.empty()) return {};
    if (base::Monotonic::now() - beaten >= kBeat) {
      beaten = base::Monotonic::now();
      ZATO_CHECK(
          options_.pool.with([cluster, run](odb::Connection& odb) { return deploy::beat_run(odb, cluster, run); }));
    }
    looks.wait();
  }
  return fail(Code::kTimeout, "not loaded in time by " + missing);
}

// Who has not switched when patience is over.
Result<std::vector<std::string>> Coordinator::wait_switched(schema::Id cluster, std::int64_t sequence) {
  odb::Convergence switched(cluster, sequence);
  const Looks looks(kForTheSwitch);
  std::vector<std::string> late;
  while (true) {
    ZATO_TRY(const auto workers,
             options_.pool.with([&switched](odb::Connection& odb) { return switched.missing(odb); }));
    late.clear();
    for (const auto& worker : workers) late.push_back(worker.server + " worker " + std::to_string(worker.worker));
    if (late.empty() || looks.over()) return late;
    looks.wait();
  }
}

Result<Json> Coordinator::finish(const admin::Caller& caller, const Known& known, std::int64_t run,
                                 const deploy::Plan& plan) {
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

Result<Json> Coordinator::carry_out(const admin::Caller& caller, const admin::DeployOrder& order) {
  const auto begun = base::Monotonic::now();
  ZATO_TRY(auto known, look());
  std::vector<deploy::File> files;
  ZATO_TRY(auto plan, plan_of(known, order, files));
  for (const auto& file : files) ZATO_CHECK(files_.put({file.name, deploy::digest_of(file.bytes)}, file.bytes));
  ZATO_CHECK(try_it(known, plan));
  ZATO_TRY(const auto run, open(known, caller.name, plan, files));
  kLog.info("deployment {} of {} by {}: the trial has passed, all servers load", run, titles(plan), caller.name);
  options_.announce_run();
  auto prepared = wait_prepared(known.cluster, run);
  auto done = prepared ? finish(caller, known, run, plan) : fail(std::move(prepared.error()));
  if (!done) {
    kLog.warning("deployment {} has failed: {}", run, done.error().text());
    const auto closed = options_.pool.with([&](odb::Connection& odb) {
      return deploy::close_run(odb, known.cluster, run, deploy::RunState::kFailed, 0, done.error().text());
    });
    if (!closed) kLog.warning("deployment {} cannot be called off: {}", run, closed.error().text());
    options_.announce_run();
    return done;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(base::Monotonic::now() - begun);
  kLog.info("deployment {} is in force: {} services in {} ms", run, (*done)["services"].size(), took.count());
  return done;
}

}  // namespace zato::server
