#include "scheduler/jobs_watch.hpp"

#include "log/log.hpp"
#include "objects/all.hpp"
#include "odb/clusters.hpp"

namespace zato::scheduler {

namespace {
constexpr log::Logger kLog{"zato.scheduler.configuration"};
}

JobsWatch::JobsWatch(odb::Pool& pool, const objects::Cipher& cipher, std::string cluster_name,
                     std::function<void(const Snapshot&)> changed)
    : pool_(pool), cipher_(cipher), cluster_name_(std::move(cluster_name)), changed_(std::move(changed)) {}

base::Result<void> JobsWatch::load() {
  ZATO_TRY(current_, pool_.with([this](odb::Connection& odb) -> base::Result<Snapshot> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, cluster_name_));
    return odb::Snapshot::load(odb, objects::all(), cipher_, cluster.id);
  }));
  return {};
}

base::Result<void> JobsWatch::catch_up() {
  ZATO_TRY(const auto advanced, pool_.with([from = current_, this](odb::Connection& odb) {
    return from->advance(odb, objects::all(), cipher_);
  }));
  if (advanced.snapshot == current_) return {};
  current_ = advanced.snapshot;
  changed_(current_);
  return {};
}

void JobsWatch::follow(std::chrono::milliseconds interval) {
  while (!stopping_) {
    wake_.reset();
    const auto outcome = catch_up();
    if (!outcome && available_) kLog.warning("changes of jobs cannot be read: {}", outcome.error().text());
    if (outcome && !available_) kLog.info("changes of jobs are read again");
    available_ = outcome.has_value();
    wake_.wait(rt::Deadline::after(interval));
  }
}

void JobsWatch::stop() {
  stopping_ = true;
  wake_.set();
}

}  // namespace zato::scheduler
