// Letters: messages as an operator sees them: dead ones, with the reason, and those that wait or run; replayed,
// deleted. Used by admin services. Fibers, or threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/message.hpp"
#include "messages/names.hpp"
#include "messages/scripts.hpp"

namespace zato::messages {

struct Letter {
  std::string id;        // "dead/1732147200000-0", "any/…", "later/…", "at:server1/…"
  std::string state;     // dead, waiting, running, delayed
  Message message = {};  // empty but for the payload where the header is unreadable
  std::size_t bytes = 0;
  std::string reason = {};    // dead
  unsigned deliveries = 0;    // running
  std::string consumer = {};  // running
};

class Letters {
 public:
  Letters(broker::RedisClient& redis, Names names) : redis_(redis), names_(std::move(names)) {}

  struct Query {
    bool dead = true;          // else those that wait or run
    std::string service = {};  // only of this one
    std::size_t limit = 50;
  };
  // Dead: the newest first; others: the oldest first.
  base::Result<std::vector<Letter>> list(const Query& query);
  base::Result<Letter> find(std::string_view id);  // kNotFound
  base::Result<void> replay(std::string_view id);  // a dead one; kNotFound
  base::Result<void> remove(std::string_view id);  // kNotFound

 private:
  struct Place {
    std::string stream;
    std::string id;
  };
  base::Result<Place> place(std::string_view id) const;
  std::string prefix(const std::string& stream) const;
  Letter letter(const std::string& stream, const broker::Reply& item) const;
  base::Result<void> add_pending(const Query& query, const std::string& stream, std::vector<Letter>& to);
  base::Result<void> add_owners(const std::string& stream, std::vector<Letter>& letters, std::size_t from);

  broker::RedisClient& redis_;
  const Names names_;
};

}  // namespace zato::messages
