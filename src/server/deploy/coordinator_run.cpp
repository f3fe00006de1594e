// What a coordinator has to do with the ODB while it carries a deployment out: the bytes, the run, and who of the
// workers has come how far (coordinator.hpp).
#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "deploy/versions.hpp"
#include "log/log.hpp"
#include "odb/worker_state.hpp"
#include "rt/loop.hpp"
#include "server/deploy/coordinator.hpp"

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
constexpr int kTriesToStore = 3;

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

}  // namespace

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

Result<void> Coordinator::store(const Known& known, const Bytes& bytes) {
  std::vector<deploy::Package> packages;
  for (const auto& [digest, file] : bytes) packages.push_back({digest, file->bytes});
  return options_.pool.with([&](odb::Connection& odb) { return deploy::store_packages(odb, known.cluster, packages); });
}

void Coordinator::forget(const Known& known, const Bytes& bytes) {
  std::vector<std::string> digests;
  for (const auto& [digest, file] : bytes) digests.emplace_back(digest);
  const auto forgotten =
      options_.pool.with([&](odb::Connection& odb) { return deploy::forget_packages(odb, known.cluster, digests); });
  if (!forgotten) kLog.warning("files that were not deployed stay in the ODB: {}", forgotten.error().text());
}

Result<std::int64_t> Coordinator::open(const Known& known, const std::string& actor, const deploy::Plan& plan,
                                       const Bytes& bytes) {
  for (int taken_away = 0;;) {
    ZATO_CHECK(wait_for_turn(known.cluster));
    auto opened =
        options_.pool.with([&](odb::Connection& odb) { return deploy::open_run(odb, known.cluster, actor, plan); });
    if (opened) return opened;
    if (opened.error().code == Code::kConflict) continue;
    // Another deployment of the same bytes has come to nothing, and taken them along.
    if (opened.error().code != Code::kNotFound || ++taken_away > kTriesToStore) return opened;
    ZATO_CHECK(store(known, bytes));
  }
}

Result<void> Coordinator::wait_prepared(schema::Id cluster, std::int64_t run) {
  odb::Convergence live(cluster, std::numeric_limits<std::int64_t>::max());
  const Looks looks(options_.settings.hot_deploy.load_timeout);
  auto beaten = base::Monotonic::now();
  std::string missing;
  while (!looks.over()) {
    looks.wait();  // first: nobody has loaded it yet, and a look would be in the way of those who do
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

}  // namespace zato::server
