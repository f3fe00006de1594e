// Guards: the checks of security definitions, one per definition, shared by all channels that refer to it. An edited definition
// costs one new check, however many channels it protects. Loop thread; used by channel_maker.cpp.
#pragma once

#include <memory>
#include <unordered_map>

#include "odb/snapshot.hpp"
#include "server/channels/caller_check.hpp"
#include "server/channels/rate_limiter.hpp"

namespace zato::server {

// Its check is replaced when the definition changes. Who waits between two uses takes a copy of the pointer.
struct Guard {
  std::shared_ptr<const CallerCheck> check;
  std::shared_ptr<RateLimiter> limiter = {};  // null: the definition limits nobody
};

class Guards {
 public:
  // Both live longer.
  Guards(RateLimiters& limiters, const Tokens& tokens) : limiters_(limiters), tokens_(tokens) {}

  std::shared_ptr<const Guard> of(schema::Id definition, const odb::Snapshot& snapshot);

  // After a change of the definition. True when services see another caller than before: the channels that refer to it have to be
  // made anew.
  bool update(schema::Id definition, const odb::Snapshot& next);

  void clear() { guards_.clear(); }

 private:
  Guard make(schema::Id definition, const odb::Snapshot& snapshot);

  RateLimiters& limiters_;
  const Tokens& tokens_;
  std::unordered_map<schema::Id, std::shared_ptr<Guard>> guards_;
};

}  // namespace zato::server
