// Outbox: accepted messages a second time, outside Redis, until they are settled, so that a Redis which loses its data
// loses none of them. An interface: the rows are in the ODB (src/server/message_outbox.cpp). LossWatch uses it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace zato::messages {

class Outbox {
 public:
  struct Row {
    std::string id;    // of the message
    std::string life;  // of Redis' data (loss_watch.hpp) when it was accepted
    std::string stream = {};
    std::string header = {};
    std::string payload = {};
    std::int64_t due = 0;  // ms since 1970; 0: at once
  };

  virtual ~Outbox() = default;

  // All of a fiber. What is there already stays as it is.
  virtual base::Result<void> add(const std::vector<Row>& rows) = 0;
  virtual base::Result<void> remove(const std::vector<std::string>& ids) = 0;
  virtual base::Result<void> set_life(const std::vector<std::string>& ids, const std::string& life) = 0;
  virtual base::Result<std::vector<Row>> read(const std::vector<std::string>& ids) = 0;  // whole
  // Rows of owners that are dead become ours; those that did, by id and life.
  virtual base::Result<std::vector<Row>> adopt() = 0;
};

}  // namespace zato::messages
