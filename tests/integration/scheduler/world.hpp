// World: an ODB with jobs in it, a Redis, and schedulers that are started and killed. No servers: what was fired is
// read from the stream that they would read. Used by tests and by the benchmark.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "jobs/ledger.hpp"
#include "objects/scheduler_job.hpp"
#include "security/object_cipher.hpp"
#include "support/http_client.hpp"
#include "support/ports.hpp"
#include "support/process.hpp"
#include "support/redis.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::test {

class World {
 public:
  World();

  // Fills in name, service and `is_active`.
  void add_jobs(int count, objects::SchedulerJob like);

  struct Options {
    std::map<std::string, std::string> settings = {};  // "scheduler/keep_alive": "1"
    std::map<std::string, std::string> environment = {};
  };
  // Returns when it is ready. Started again under a name that was killed, it has the same directory and port.
  void start(const std::string& name) { start(name, Options()); }
  void start(const std::string& name, const Options& options);
  Process& scheduler(const std::string& name) { return *schedulers_.at(name).process; }
  bool has(const std::string& name) const { return schedulers_.contains(name); }
  std::string active();  // the name of the active one; "" while there is none
  std::string metrics(const std::string& name) const;
  double metric(const std::string& name, const std::string& series) const;  // 0 where there is none
  std::string log(const std::string& name) const;

  RedisServer& redis() { return redis_; }
  odb::Connection& odb() { return *odb_; }
  schema::Id cluster() const { return cluster_; }

  // What servers would have got: how often each run is in the stream.
  std::map<jobs::FireKey, int> in_stream() const;
  std::size_t stream_length() const;
  std::vector<jobs::Run> ledger();
  std::size_t unsent();

 private:
  struct Scheduler {
    Port port;
    std::unique_ptr<Process> process = {};
  };
  std::filesystem::path write_settings(const std::string& name, const Scheduler& scheduler,
                                       const Options& options) const;

  TempDir directory_;
  RedisServer redis_;
  security::SecretKey key_ = security::SecretKey::create();
  security::ObjectCipher cipher_{key_};
  std::unique_ptr<odb::Connection> odb_;
  schema::Id cluster_ = 0;
  schema::Id service_ = 0;
  int jobs_ = 0;
  std::map<std::string, Scheduler> schedulers_;
};

}  // namespace zato::test
