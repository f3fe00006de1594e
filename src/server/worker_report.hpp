// WorkerReport: tells the cluster (odb/worker_state.hpp) which configuration this worker has in force, so that others can know that a
// change is in force everywhere. One per worker; loop thread.
#pragma once

#include <string>

#include "odb/pool.hpp"
#include "odb/worker_state.hpp"
#include "process/heritage.hpp"
#include "rt/event.hpp"
#include "server/configuration.hpp"

namespace zato::server {

class WorkerReport {
 public:
  WorkerReport(odb::Pool& pool, const std::string& server_name, const process::Heritage& heritage);

  void applied(Configuration::Snapshot snapshot);  // is in force now; returns at once

  // On a fiber of its own until stop(): writes what is new, many changes in a row as one.
  void run();
  void stop();

 private:
  void write();

  odb::Pool& pool_;
  const std::string server_name_;
  odb::WorkerState state_;
  Configuration::Snapshot snapshot_;
  bool failing_ = false;
  bool stopping_ = false;
  rt::Event news_;
};

}  // namespace zato::server
