// Facilities: what services have of the platform beside invoking each other: Redis, caches, locks, secrets, files of
// user configuration, time zones. One per worker, given to the invoker; each call reaches it through its frame
// (frame.hpp). Everything may be called on fibers and on threads.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/redis_client.hpp"
#include "service/facilities/cache_limits.hpp"
#include "service/facilities/user_config.hpp"
#include "zato/runtime.hpp"

namespace zato::service {

class Facilities {
 public:
  struct Options {
    broker::RedisClient* redis = nullptr;  // must live longer; null: this process has no Redis
    std::string key_prefix = {};           // of the cluster's keys in Redis: "zato:<cluster>:"
    using Crypt = std::function<base::Result<std::string>(const std::string&)>;
    Crypt encrypt = {}, decrypt = {};
    std::vector<std::filesystem::path> user_config = {};  // directories with *.ini files
  };

  explicit Facilities(Options options);

  zato::RedisOutcome redis(std::span<const std::string_view> words, rt::Deadline deadline);
  zato::CacheOutcome cache(const zato::CacheRequest& request, rt::Deadline deadline);
  zato::LockOutcome lock(std::string_view name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block,
                         rt::Deadline deadline);
  void unlock(std::string_view name, std::string_view token,
              rt::Deadline deadline);  // an error is not worth more than the lock's ttl
  zato::Written encrypt(std::string_view plain) const;
  zato::Written decrypt(std::string_view encrypted) const;
  std::shared_ptr<const zato::Value> user_config() { return user_config_.current(); }
  CacheLimits& cache_limits() noexcept { return cache_limits_; }

 private:
  base::Result<broker::Reply> command(std::span<const std::string_view> words, rt::Deadline deadline);
  base::Result<broker::Reply> command(std::initializer_list<std::string_view> words, rt::Deadline deadline) {
    return command(std::span(words.begin(), words.size()), deadline);
  }
  struct CacheKeys {
    std::string items, order, written;  // what stands before keys, and the name of the sorted set
  };
  CacheKeys keys_of(std::string_view cache) const;
  base::Result<std::vector<std::string>> matching(const zato::CacheRequest& request, const std::string& prefix,
                                                  rt::Deadline deadline);
  base::Result<zato::CacheOutcome> carried_out(const zato::CacheRequest& request, rt::Deadline deadline);

  const Options options_;
  UserConfig user_config_;
  CacheLimits cache_limits_;
};

}  // namespace zato::service
