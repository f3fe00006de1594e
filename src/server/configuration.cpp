#include "server/configuration.hpp"

#include <algorithm>
#include <utility>

#include "log/log.hpp"
#include "objects/all.hpp"
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
  return put_in_force(std::move(snapshot), {.everything = true});
}

base::Result<void> Configuration::put_in_force(Snapshot next, const odb::Delta& delta) {
  newest_ = next->sequence();
  ZATO_CHECK(apply_(next, delta));
  current_ = std::move(next);
  const auto extent = delta.everything ? std::string("everything is new") : "objects changed: " + std::to_string(delta.changed.size());
  kLog.info("configuration {} of cluster {} is in force, {}, digest {}", current_->sequence(), cluster_name_, extent, current_->digest());
  return {};
}

base::Result<void> Configuration::catch_up() {
  ZATO_TRY(const auto advanced, pool_.with([from = current_, &cipher = cipher_](odb::Connection& odb) { return from->advance(odb, objects::all(), cipher); }));
  newest_ = advanced.snapshot->sequence();
  if (advanced.snapshot == current_) return {};
  const auto applied = put_in_force(advanced.snapshot, advanced.delta);
  if (!applied && std::exchange(refused_, newest_) != newest_) {
    kLog.error("configuration {} is refused, {} stays in force: {}", newest_, current_->sequence(), applied.error().text());
  }
  return {};
}

void Configuration::catch_up_and_tell() {
  const auto outcome = catch_up();
  if (!outcome && available_) kLog.warning("the configuration cannot be followed, {} stays in force: {}", current_->sequence(), outcome.error().text());
  if (outcome && !available_) kLog.info("the configuration is followed again, {} is in force", current_->sequence());
  available_ = outcome.has_value();
}

void Configuration::follow(std::chrono::milliseconds interval) {
  while (!stopping_) {
    wake_.reset();
    catch_up_and_tell();
    wake_.wait(rt::Deadline::after(interval));
  }
}

void Configuration::wake_for(std::int64_t sequence) {
  newest_ = std::max(newest_, sequence);
  if (current_ && current_->sequence() >= sequence) return;  // it was ours
  wake();
}

void Configuration::stop() {
  stopping_ = true;
  wake_.set();
}

}  // namespace zato::server
