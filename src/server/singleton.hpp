// Singleton: this server's part in the election of the one server of its cluster that does what must be done once only
// (docs/design/0022). Owned by the keeper; everything on its loop.
#pragma once

#include <string>
#include <vector>

#include "broker/fence.hpp"
#include "config/server_settings.hpp"
#include "lease/lease.hpp"
#include "lease/odb_store.hpp"
#include "metrics/registry.hpp"

namespace zato::server {

// What runs on the singleton: connectors, the tidying of the ODB.
class SingletonWork {
 public:
  virtual ~SingletonWork() = default;

  // On a fiber. `epoch` goes into every order that the work gives. Returns soon: until then the work cannot be stopped.
  virtual void start(lease::Epoch epoch) = 0;
  // On a fiber. When it returns nothing of the work goes on; another server may begin its own 0.4 K after it was
  // called.
  virtual void stop() = 0;
};

class Singleton {
 public:
  static constexpr const char* kRole = "singleton";

  // All must live longer; `redis` is only asked whether it has seen a later epoch than the ODB remembers.
  Singleton(rt::Loop& loop, const config::ServerSettings& settings, broker::RedisClient& redis,
            const broker::Keys& keys, metrics::Registry& metrics);

  void plug(SingletonWork& work);  // before start(); started in this order, stopped in the reverse one
  void start(schema::Id cluster_id, schema::Id server_id);
  void release(rt::Deadline deadline);  // the work has stopped when it returns; others need not wait

  lease::State state() const;

 private:
  void acquired(lease::Epoch epoch);
  void lost(lease::Epoch epoch);
  bool redis_knows_better(lease::Epoch epoch);
  void show();

  rt::Loop& loop_;
  const config::ServerSettings& settings_;
  const lease::Times times_;
  broker::RedisClient& redis_;
  odb::Pool pool_;  // its own: a renewal must not wait behind anything else
  broker::Fence fence_;
  std::vector<SingletonWork*> works_;
  std::optional<lease::OdbStore> store_;
  std::optional<lease::Lease> lease_;
  bool working_ = false;

  metrics::GaugeFamily& holder_;
  metrics::Gauge held_, epoch_, age_;
  metrics::Counter tenures_;
  std::string shown_holder_;
};

}  // namespace zato::server
