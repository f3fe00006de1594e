#include "server/configuration.hpp"

#include "log/log.hpp"
#include "objects/all.hpp"
#include "odb/changes.hpp"
#include "odb/clusters.hpp"

namespace zato::server {
namespace {
constexpr log::Logger kLog{"zato.server.configuration"};
}

Configuration::Configuration(odb::Pool& pool, const objects::Cipher& cipher, std::string cluster_name, Apply apply)
    : pool_(pool), cipher_(cipher), cluster_name_(std::move(cluster_name)), apply_(std::move(apply)) {}

base::Result<void> Configuration::load() {
  ZATO_TRY(auto snapshot, pool_.with([name = cluster_name_, &cipher = cipher_](odb::Connection& odb) -> base::Result<Snapshot> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, name));
    return odb::Snapshot::load(odb, objects::all(), cipher, cluster.id);
  }));
  ZATO_CHECK(apply_(snapshot, {.everything = true}));
  current_ = std::move(snapshot);
  kLog.info("configuration {} of cluster {} is in force, digest {}", current_->sequence(), cluster_name_, current_->digest());
  return {};
}

base::Result<void> Configuration::catch_up() {
  ZATO_TRY(const auto newest, pool_.with([id = current_->cluster_id()](odb::Connection& odb) { return odb::current_sequence(odb, id); }));
  if (newest == current_->sequence()) return {};
  return load();
}

void Configuration::follow(std::chrono::milliseconds interval) {
  while (!stopping_) {
    wake_.wait(rt::Deadline::after(interval));
    wake_.reset();
    if (stopping_) return;
    const auto outcome = catch_up();
    if (!outcome && available_) kLog.warning("the configuration cannot be followed, {} stays in force: {}", current_->sequence(), outcome.error().text());
    if (outcome && !available_) kLog.info("the configuration is followed again, {} is in force", current_->sequence());
    available_ = outcome.has_value();
  }
}

void Configuration::stop() {
  stopping_ = true;
  wake_.set();
}

}  // namespace zato::server
