#include "server/channels/rate_limiter.hpp"

#include "log/log.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.rate_limiter"};

bool same(const objects::RateLimit& a, const objects::RateLimit& b) { return a.type == b.type && a.definition == b.definition; }

}  // namespace

RateLimiter::RateLimiter(objects::RateLimit settings, std::string key) : settings_(std::move(settings)), key_(std::move(key)) {
  auto rules = RateRules::parse(settings_.definition);
  if (rules) rules_ = std::move(*rules);
  // Checked when it was stored, so this is somebody else's row; nobody is listed then.
  else kLog.error("{}: {}", key_, rules.error().text());
}

RateLimiter::Decision RateLimiter::count(std::string_view address, base::WallTime now, const SharedCount& shared) {
  const RateRule* rule = rules_.find(address);
  if (!rule) return {.outcome = Outcome::kNotListed};
  if (!rule->limit) return {};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  Window& window = windows_[rule];
  if (window.number != seconds / rule->window) window = {.number = seconds / rule->window};
  // What is over stays over until the window ends: those who go on asking do not get as far as Redis.
  if (window.counted < *rule->limit) {
    const auto local = ++window.counted;
    const auto number = window.number;
    const auto counted = settings_.type == "EXACT" && shared ? count_shared(*rule, window, shared) : local;
    // Others may have counted, or the window may have ended, while this one waited.
    if (window.number == number) window.counted = std::max(window.counted, counted);
    if (counted <= *rule->limit) return {};
  }
  return {.outcome = Outcome::kTooMany, .retry_after = rule->window - seconds % rule->window};
}

std::int64_t RateLimiter::count_shared(const RateRule& rule, const Window& window, const SharedCount& shared) {
  const auto local = window.counted;
  auto counted = shared(key_ + ":" + rule.from + ":" + std::to_string(window.number), rule.window);
  if (counted.has_value() != shared_works_) {
    shared_works_ = counted.has_value();
    if (shared_works_) kLog.info("{}: its exact limit is counted for all workers again", key_);
    else kLog.warning("{}: its exact limit is counted by each worker for itself: {}", key_, counted.error().text());
  }
  return counted.value_or(local);
}

std::shared_ptr<RateLimiter> RateLimiters::of(const std::string& kind, schema::Id id, const objects::RateLimit& settings) {
  if (!settings.is_active) return nullptr;
  const std::string key = kind + ":" + std::to_string(id);
  if (limiters_.size() > room_) {
    std::erase_if(limiters_, [](const auto& one) { return one.second.expired(); });
    room_ = std::max(kLeastRoom, 2 * limiters_.size());
  }
  auto& known = limiters_[key];
  if (auto limiter = known.lock(); limiter && same(limiter->settings(), settings)) return limiter;
  auto made = std::make_shared<RateLimiter>(settings, key);
  known = made;
  return made;
}

}  // namespace zato::server
