// MessageOutbox: copies of accepted messages in the ODB (messages/outbox.hpp), each with the worker that accepted it.
// Fibers.
#pragma once

#include <functional>
#include <string>

#include "messages/outbox.hpp"
#include "odb/pool.hpp"

namespace zato::server {

class MessageOutbox final : public messages::Outbox {
 public:
  struct Options {
    std::string cluster;  // its name
    std::string owner;    // this worker: "server1/worker-1/4711"
    std::function<bool(std::string_view owner)> is_dead;
  };

  MessageOutbox(odb::Pool& pool, Options options) : pool_(pool), options_(std::move(options)) {}

  base::Result<void> add(const std::vector<Row>& rows) override;
  base::Result<void> remove(const std::vector<std::string>& ids) override;
  base::Result<void> set_life(const std::vector<std::string>& ids, const std::string& life) override;
  base::Result<std::vector<Row>> read(const std::vector<std::string>& ids) override;
  base::Result<std::vector<Row>> adopt() override;

 private:
  odb::Pool& pool_;
  const Options options_;
};

}  // namespace zato::server
