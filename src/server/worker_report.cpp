#include "server/worker_report.hpp"

#include <unistd.h>

#include "log/log.hpp"
#include "objects/server.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.worker_report"};
constexpr std::chrono::milliseconds kBetweenWrites = 100ms;  // every worker of the cluster writes after each change
constexpr std::chrono::milliseconds kBetweenTries = 1s;      // while the database is away
constexpr auto kRefresh = 30s;          // in case the row was lost with the database

}  // namespace

WorkerReport::WorkerReport(odb::Pool& pool, const std::string& server_name, const process::Heritage& heritage)
    : pool_(pool), server_name_(server_name), state_{.worker = heritage.slot + 1, .parent = ::getppid(), .generation = heritage.generation} {}

void WorkerReport::applied(Configuration::Snapshot snapshot) {
  snapshot_ = std::move(snapshot);
  news_.set();
}

void WorkerReport::run() {
  while (!stopping_) {
    news_.wait(rt::Deadline::after(kRefresh));
    news_.reset();
    if (stopping_) return;
    write();
    rt::sleep_for(failing_ ? kBetweenTries : kBetweenWrites);
  }
}

void WorkerReport::write() {
  if (!snapshot_) return;
  const auto* server = snapshot_->find<objects::Server>(server_name_);
  if (!server) return;  // it was deleted from the cluster while it runs
  state_.server_id = server->id;
  state_.config_sequence = snapshot_->sequence();
  state_.digest = snapshot_->digest();
  const auto written = pool_.with([state = state_, cluster = snapshot_->cluster_id()](odb::Connection& odb) { return odb::report_worker(odb, cluster, state); });
  if (!written && !failing_) kLog.warning("the cluster cannot be told which configuration is in force here: {}", written.error().text());
  failing_ = !written;
  if (failing_) news_.set();
}

void WorkerReport::stop() {
  stopping_ = true;
  news_.set();
}

}  // namespace zato::server
