#include "server/deploy/deployments.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/fault_point.hpp"
#include "log/log.hpp"
#include "objects/deployment.hpp"
#include "objects/server.hpp"
#include "process/heap.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Result;

constexpr log::Logger kLog{"zato.server.deployments"};
constexpr auto kDeadCoordinator = 10s;
constexpr int kManyChanges = 100;

std::vector<Target> targets_of(const odb::Snapshot& snapshot) {
  std::vector<Target> targets;
  for (const auto& deployment : snapshot.all<objects::Deployment>()) targets.push_back(target_of(deployment));
  put_in_order(targets);
  return targets;
}

std::vector<Target> targets_with(std::vector<Target> targets, const deploy::Run& run) {
  std::set<std::string_view> gone(run.plan.removed.begin(), run.plan.removed.end());
  for (const auto& file : run.plan.files) gone.insert(file.name);
  std::erase_if(targets, [&](const Target& target) { return gone.contains(target.name); });
  for (const auto& file : run.plan.files) targets.push_back(target_of(file, run.id));
  put_in_order(targets);
  return targets;
}

bool touches_deployments(const odb::Delta& delta) {
  return delta.everything || std::ranges::any_of(delta.changed, [](const auto& changed) {
           return changed.type == &objects::Deployment::type();
         });
}

std::string first_of(const std::map<std::string, std::string>& failures) {
  const auto& [name, why] = *failures.begin();
  return name + ": " + why;
}

}  // namespace

Deployments::Deployments(Options options)
    : pool_(options.pool),
      registry_(options.registry),
      python_(options.python),
      settings_(options.settings),
      heritage_(options.heritage),
      files_(pool_, settings_.hot_deploy.work_dir / "hot-deploy/packages"),
      trust_(settings_.hot_deploy),
      loader_(python_, files_) {}

void Deployments::take_turn() {
  while (busy_) {
    free_.reset();
    free_.wait();
  }
  busy_ = true;
}

void Deployments::end_turn() {
  busy_ = false;
  free_.set();
}

Result<LoadedSet> Deployments::load(std::vector<Target> targets, std::int64_t run, PackageFiles::Fetched fetched) {
  std::map<std::string, std::string> refused;
  std::vector<PackageFiles::Wanted> wanted;
  std::map<std::string_view, const Target*> there;
  for (const auto& target : in_force_.targets) there.emplace(target.name, &target);
  for (const auto& target : targets) {
    const auto known = there.find(target.name);
    if (known != there.end() && *known->second == target && !in_force_.failures.contains(target.name)) continue;
    if (auto why = trust_.objection(target, target.run == run); !why.empty())
      refused.emplace(target.name, target.name + " is refused: " + why);
    else if (!fetched.sources.contains(target.digest))
      wanted.push_back(target.wanted());
  }
  ZATO_TRY(auto rest, files_.fetch(snapshot_->cluster_id(), wanted));
  fetched.sources.merge(rest.sources);
  refused.merge(rest.missing);
  return loader_.load(std::move(targets), in_force_, fetched, std::move(refused));
}

Result<void> Deployments::prepare(const std::shared_ptr<const odb::Snapshot>& next, const odb::Delta& delta) {
  snapshot_ = next;
  if (!touches_deployments(delta)) return {};
  auto targets = targets_of(*next);
  if (targets.empty() && in_force_.targets.empty()) return {};
  take_turn();
  if (staged_ && staged_->set.targets == targets) {
    next_ = std::move(staged_->set);
    removals_ = std::move(staged_->removals);
    staged_.reset();
    end_turn();
    return {};
  }
  auto loaded = load(std::move(targets), 0);
  if (loaded) next_ = std::move(*loaded);
  end_turn();
  if (!loaded) return base::fail(std::move(loaded.error()));
  return {};
}

void Deployments::commit() {
  if (!next_) return;
  in_force_ = std::move(*next_);
  next_.reset();
  if (in_force_.view) python_.activate(*in_force_.view);
  registry_.deploy(in_force_.entries());
  auto served = std::exchange(removals_, {});
  for (const auto& target : in_force_.targets) {
    if (!in_force_.failures.contains(target.name)) served.push_back(target);
  }
  if (const auto remembered = trust_.remember(served); !remembered)
    kLog.error("which versions have run here cannot be noted: {}", remembered.error().text());
  for (const auto& [name, why] : in_force_.failures)
    kLog.error("{} is deployed and cannot be used here: {}", name, why);
  tell_ = true;
  ++changes_;
  wake_.set();
}

void Deployments::follow(std::chrono::milliseconds interval) {
  bool said = false;
  while (!stopping_) {
    wake_.reset();
    const auto looked = look();
    if (!looked && !std::exchange(said, true))
      kLog.warning("deployments cannot be followed: {}", looked.error().text());
    if (looked) said = false;
    // In a lull: who deployed is answered after the switch. There may be none for long.
    const bool lull = !wake_.wait(rt::Deadline::after(interval));
    if (changes_ < (lull ? 1 : kManyChanges)) continue;
    // The files have been in memory several times over, uploaded, as JSON, as rows, and loading modules runs code of theirs
    // that no call does.
    process::give_memory_back();
    changes_ = 0;
  }
}

void Deployments::stop() {
  stopping_ = true;
  wake_.set();
}

Result<void> Deployments::look() {
  if (!snapshot_) return {};
  // The sources come along: waiting for another thread twice takes as long as loading a file.
  PackageFiles::Fetched sources;
  base::MonotonicTime begun;
  const auto run_with_sources = [&, cluster = snapshot_->cluster_id(),
                                 reported = reported_](odb::Connection& odb) -> Result<std::optional<deploy::Run>> {
    ZATO_TRY(auto open, deploy::open_run_of(odb, cluster));
    if (!open || open->id == reported) return open;
    begun = base::Monotonic::now();
    std::vector<PackageFiles::Wanted> files;
    for (const auto& file : open->plan.files) files.push_back(target_of(file, open->id).wanted());
    ZATO_TRY(sources, PackageFiles::fetch_sources(odb, cluster, files));
    return open;
  };
  ZATO_TRY(const auto run, pool_.with(run_with_sources));
  if (staged_ && (!run || run->id != staged_->run)) {
    take_turn();
    staged_.reset();  // called off, or in force by now
    end_turn();
  }
  if (run) {
    if (run->id != reported_) stage(*run, std::move(sources), begun);
    watch_over(*run);
  }
  if (tell_) {
    const auto& failures = in_force_.failures;
    ZATO_CHECK(report(0, failures.empty() ? "deployed" : "failed", failures.empty() ? "" : first_of(failures)));
    tell_ = false;
  }
  return {};
}

void Deployments::stage(const deploy::Run& run, PackageFiles::Fetched sources, base::MonotonicTime begun) {
  take_turn();
  auto set = load(targets_with(targets_of(*snapshot_), run), run.id, std::move(sources));
  std::string why;
  if (!set) {
    why = set.error().text();
  } else {
    for (const auto& [name, failure] : set->failures) {
      const auto known = in_force_.failures.find(name);
      const bool planned = std::ranges::find(run.plan.files, name, &deploy::PlannedFile::name) != run.plan.files.end();
      if (planned || known == in_force_.failures.end()) why = failure;  // others were broken before
    }
  }
  const auto removals = removals_of(run.plan);
  for (const auto& removal : removals) {
    if (const auto objection = trust_.objection(removal, true); !objection.empty())
      why = "the removal of " + removal.name + " is refused: " + objection;
  }
  const std::chrono::duration<double, std::milli> took = base::Monotonic::now() - begun;
  if (why.empty())
    kLog.info("deployment {}: {} files are loaded beside what is in force in {:.2f} ms", run.id, run.plan.files.size(),
              took.count());
  if (why.empty()) staged_ = Staged{.run = run.id, .set = std::move(*set), .removals = removals};
  end_turn();
  base::fault_point("deploy.worker.loaded");
  const auto reported = report(run.id, why.empty() ? "prepared" : "failed", why);
  if (reported)
    reported_ = run.id;
  else
    kLog.warning("deployment {} cannot be told what became of it here: {}", run.id, reported.error().text());
  if (!why.empty()) kLog.warning("deployment {} is refused here: {}", run.id, why);
}

// Whoever carries a run out says so again and again. When he is gone, it has come to nothing.
void Deployments::watch_over(const deploy::Run& run) {
  const auto now = base::Monotonic::now();
  if (watched_ != run.id || watched_beat_ != run.beat) {
    watched_ = run.id;
    watched_beat_ = run.beat;
    watched_since_ = now;
    return;
  }
  if (now - watched_since_ < kDeadCoordinator) return;
  kLog.warning("deployment {} is called off: whoever carried it out is gone", run.id);
  const auto closed = pool_.with([cluster = snapshot_->cluster_id(), id = run.id](odb::Connection& odb) {
    return deploy::close_run(odb, cluster, id, deploy::RunState::kFailed, 0, "the process that carried it out is gone");
  });
  if (!closed) kLog.warning("deployment {} cannot be called off: {}", run.id, closed.error().text());
}

Result<void> Deployments::report(std::int64_t run, const std::string& state, const std::string& detail) {
  const auto* server = snapshot_->find<objects::Server>(settings_.misc.server_name);
  if (!server) return {};
  const deploy::Report report{.server_id = server->id,
                              .worker = heritage_.slot + 1,
                              .parent = ::getppid(),
                              .generation = heritage_.generation,
                              .state = state,
                              .detail = detail};
  return pool_.with([&report, run, cluster = snapshot_->cluster_id()](odb::Connection& odb) {
    return deploy::report(odb, cluster, run, report);
  });
}

}  // namespace zato::server
