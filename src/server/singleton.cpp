#include "server/singleton.hpp"

#include <algorithm>

#include "log/log.hpp"
#include "odb/settings.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.singleton"};

// Zato's columns. Nobody decides anything by them, but tools look at them.
lease::Echo echo_of(schema::Id cluster_id, schema::Id server_id) {
  return [=](odb::Connection& odb, const lease::Row&, bool held) -> base::Result<void> {
    if (held) {
      ZATO_CHECK(odb.execute("UPDATE cluster SET cw_srv_id = $2, cw_srv_keep_alive_dt = $3 WHERE id = $1",
                             {cluster_id, server_id, base::iso_utc_now()}));
    } else {
      ZATO_CHECK(
          odb.execute("UPDATE cluster SET cw_srv_id = NULL, cw_srv_keep_alive_dt = '' WHERE id = $1 AND cw_srv_id = $2",
                      {cluster_id, server_id}));
    }
    return {};
  };
}

metrics::FamilyOptions family(std::string name, std::string help, std::string unit = {}) {
  return {.name = std::move(name), .help = std::move(help), .unit = std::move(unit), .labels = {"role"}};
}

}  // namespace

Singleton::Singleton(rt::Loop& loop, const config::ServerSettings& settings, broker::RedisClient& redis,
                     const broker::Keys& keys, metrics::Registry& metrics)
    : loop_(loop),
      settings_(settings),
      times_(lease::Times::of(settings.singleton.keep_alive, settings.singleton.grace)),
      redis_(redis),
      pool_(lease::options_for(odb::options_of(settings.odb), times_)),
      fence_(redis, keys, kRole),
      holder_(metrics.gauge({.name = "zato_role_holder",
                             .help = "1 for the server that holds the role, as this server knows it.",
                             .labels = {"role", "holder"}})),
      held_(metrics.gauge(family("zato_role_held", "Whether this server holds the role.")).with({kRole})),
      epoch_(metrics.gauge(family("zato_role_epoch", "Number of the role's tenure; grows with each.")).with({kRole})),
      age_(metrics.gauge(family("zato_role_renewal_age_seconds", "Since the holder last renewed the role.", "seconds"))
               .with({kRole})),
      tenures_(
          metrics.counter(family("zato_role_tenures", "How often this server has taken the role.")).with({kRole})) {
  metrics.before_snapshot([this] { show(); });
}

void Singleton::plug(SingletonWork& work) { works_.push_back(&work); }

void Singleton::start(schema::Id cluster_id, schema::Id server_id) {
  store_.emplace(pool_, cluster_id, kRole, echo_of(cluster_id, server_id));
  lease_.emplace(loop_, *store_,
                 lease::Lease::Options{.holder = lease::new_holder(settings_.misc.server_name),
                                       .times = times_,
                                       .on_acquired = [this](lease::Epoch epoch) { acquired(epoch); },
                                       .on_lost = [this](lease::Epoch epoch) { lost(epoch); }});
  lease_->start();
}

void Singleton::release(rt::Deadline deadline) {
  if (lease_ && !lease_->release(deadline)) kLog.warning("others will follow once the role was not renewed for long");
}

lease::State Singleton::state() const { return lease_ ? lease_->state() : lease::State(); }

void Singleton::acquired(lease::Epoch epoch) {
  if (redis_knows_better(epoch)) return;
  kLog.info("{} is the singleton of cluster {} now, epoch {}", settings_.misc.server_name, settings_.misc.cluster_name,
            epoch);
  tenures_.add();
  working_ = true;
  for (auto* work : works_) work->start(epoch);
}

// An ODB that was restored from a backup has forgotten epochs that sinks in Redis remember. Ours must be above them, or
// nobody would follow our orders. Without Redis the ODB's word counts.
bool Singleton::redis_knows_better(lease::Epoch epoch) {
  const auto deadline = rt::Deadline::after(std::min<base::Monotonic::duration>(times_.patience / 5, 1s));
  if (!redis_.connected_before(deadline)) return false;
  const auto raised = fence_.raise(epoch, deadline);
  if (raised || raised.error().code != base::Code::kConflict) return false;
  const auto seen = fence_.seen(rt::Deadline::after(500ms));
  kLog.error("the ODB says epoch {} of role {}, Redis has seen {}: was the ODB restored from a backup?", epoch, kRole,
             seen ? std::to_string(*seen) : "a later one");
  lease_->restart_above(seen.value_or(epoch));
  return true;
}

void Singleton::lost(lease::Epoch epoch) {
  if (!std::exchange(working_, false)) return;
  for (auto work = works_.rbegin(); work != works_.rend(); ++work) (*work)->stop();
  kLog.info("{} is not the singleton any more, epoch {} is over", settings_.misc.server_name, epoch);
}

void Singleton::show() {
  const auto now = state();
  const auto name = std::string(lease::name_of_holder(now.holder));
  if (name != shown_holder_) {
    if (!shown_holder_.empty()) holder_.with({kRole, shown_holder_}).set(0);
    if (!name.empty()) holder_.with({kRole, name}).set(1);
    shown_holder_ = name;
  }
  held_.set(now.ours ? 1 : 0);
  epoch_.set(static_cast<double>(now.epoch));
  age_.set(std::chrono::duration<double>(now.age).count());
}

}  // namespace zato::server
