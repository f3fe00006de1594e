// RestConnections: the outgoing REST connections of a worker, by name, as the configuration has them now. Nothing is
// connected before it is called. A change is in force for the next call; calls in progress end with what they began
// with.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "odb/snapshot.hpp"
#include "outgoing/rest_connection.hpp"
#include "rt/loop.hpp"

namespace zato::outgoing {

class RestConnections {
 public:
  // `loop` must live longer.
  RestConnections(rt::Loop& loop, Limits limits);
  ~RestConnections();

  void applied(std::shared_ptr<const odb::Snapshot> snapshot);  // loop thread

  // On a fiber of the loop, or on another thread. What went wrong is in the outcome.
  zato::RestOutcome call(std::string_view name, zato::RestCall&& call, std::string_view cid, rt::Deadline deadline);

  // Closes connections that nobody needs or that the other side gave up. Now and then; loop thread.
  void tidy();

  // Those that were called, by name. On the loop, or on another thread while the loop runs.
  std::vector<Reading> read() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::outgoing
