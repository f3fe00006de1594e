// Outbox: runs that have a row in the ledger and have not gone out: their time has not come, or Redis is away. Plain
// data, on the loop.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "jobs/ledger.hpp"

namespace zato::scheduler {

struct Outgoing {
  jobs::FireKey key;
  std::string cid;
  bool manual = false;
  jobs::Instant due;  // by the steady clock
};

class Outbox {
 public:
  // False: it is here already, or on its way.
  bool add(Outgoing item);
  // Those whose time has come, at most `limit`; they are on their way then.
  std::vector<Outgoing> take(jobs::Instant now, std::size_t limit);
  void put_back(Outgoing item);           // it could not be sent; `due`: when to try again
  void forget(const jobs::FireKey& key);  // the ledger knows that it has gone out
  void clear();

  bool knows(const jobs::FireKey& key) const { return known_.contains(key); }
  std::optional<jobs::Instant> next() const;
  std::size_t size() const noexcept { return known_.size(); }  // with those on their way

 private:
  std::multimap<jobs::Instant, Outgoing> items_;
  std::set<jobs::FireKey> known_;
};

}  // namespace zato::scheduler
