// RateLimiter: whether one more request may pass, by the rules of one channel or one security definition. Time is cut into windows
// as long as the rule's unit, the same ones everywhere: minutes, hours and days of UTC. Loop thread; used by rest.cpp.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include "base/clock.hpp"
#include "objects/blocks.hpp"
#include "server/channels/rate_rules.hpp"

namespace zato::server {

// Adds one to a counter that all workers of the cluster share and that is forgotten after `window`; its new value. Waits.
using SharedCount = std::function<base::Result<std::int64_t>(const std::string& key, std::chrono::seconds window)>;

class RateLimiter {
 public:
  // `key` tells this limiter from all others of the cluster.
  RateLimiter(objects::RateLimit settings, std::string key);

  enum class Outcome { kPasses, kNotListed, kTooMany };
  struct Decision {
    Outcome outcome = Outcome::kPasses;
    std::chrono::seconds retry_after{0};  // kTooMany: until the window ends
  };

  // One request of `address` at `now`. EXACT limits are counted by `shared`; where it fails, and for APPROXIMATE ones, each worker
  // counts for itself.
  Decision count(std::string_view address, base::WallTime now, const SharedCount& shared);

  const objects::RateLimit& settings() const noexcept { return settings_; }

 private:
  struct Window {
    std::int64_t number = -1;  // since 1970
    std::int64_t counted = 0;
  };
  std::int64_t count_shared(const RateRule& rule, const Window& window, const SharedCount& shared);

  const objects::RateLimit settings_;
  const std::string key_;
  RateRules rules_;
  std::unordered_map<const RateRule*, Window> windows_;
  bool shared_works_ = true;
};

// The limiters of a worker: one that did not change goes on counting where it was.
class RateLimiters {
 public:
  // Null where the settings limit nothing.
  std::shared_ptr<RateLimiter> of(const std::string& kind, schema::Id id, const objects::RateLimit& settings);

 private:
  static constexpr std::size_t kLeastRoom = 64;

  std::unordered_map<std::string, std::weak_ptr<RateLimiter>> limiters_;
  std::size_t room_ = kLeastRoom;  // with so many entries those of deleted objects are looked for
};

}  // namespace zato::server
