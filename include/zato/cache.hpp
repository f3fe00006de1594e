// cache: values that all servers of the cluster share, until they expire. They are in Redis: what one worker sets, all
// others see at once, and what Redis loses is gone.
//
//   cache.set("customer.5", "Joan", std::chrono::minutes(10));
//   if (auto name = cache.get("customer.5")) …
//   cache.by_prefix("customer.").erase();
//   cache["prices"].set("EUR", zato::Dict{{"rate", 4.2}});        // another cache, and a value that is no text
//
// In Redis an item is the string zato:{cluster}:cache:{cache}:{key}, in JSON, with its expiry; Python's self.cache
// stores the same. Names of caches are escaped as all names in keys are; a key is as it is. Texts are UTF-8: put bytes
// into base64.
//
// A key is found at once. What goes by other means looks through all keys of Redis (SCAN): for clearing up, not for
// each request.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zato/raise.hpp"

namespace zato {

class CacheError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

class CacheCalls {
 public:
  CacheCalls(Runtime* runtime, std::string name) : runtime_(runtime), name_(std::move(name)) {}

  std::vector<CacheItem> call(CacheRequest::Action action, CacheRequest::Match match, std::vector<std::string> texts,
                              std::chrono::milliseconds expiry = {}, std::string stored = {}) const {
    CacheOutcome outcome = needed(runtime_).cache({.cache = name_,
                                                   .action = action,
                                                   .match = match,
                                                   .texts = std::move(texts),
                                                   .stored = std::move(stored),
                                                   .expiry = expiry});
    check<CacheError>(std::move(outcome.failure));
    return std::move(outcome.items);
  }

  std::string stored(const Value& value) const {
    Written written = needed(runtime_).write("json", value);
    if (!written.problem.empty()) throw CacheError(written.problem);
    return std::move(written.bytes);
  }
  Value loaded(std::string_view stored) const {
    Parsed parsed = needed(runtime_).parse("json", stored);
    if (!parsed.problem.empty()) throw CacheError(parsed.problem);
    return std::move(parsed.value);
  }

 protected:
  Runtime* runtime_;
  std::string name_;
};

}  // namespace detail

// All items whose keys match. Cheap; nothing happens before one of its functions is called. These are not one step:
// other calls may come in between.
class CacheSelection : detail::CacheCalls {
 public:
  CacheSelection(const CacheCalls& calls, CacheRequest::Match match, std::vector<std::string> texts)
      : CacheCalls(calls), match_(match), texts_(std::move(texts)) {}

  std::vector<std::string> keys() const { return names(call(CacheRequest::Action::kKeys, match_, texts_)); }
  std::map<std::string, Value> get() const {
    std::map<std::string, Value> values;
    for (auto& item : call(CacheRequest::Action::kGet, match_, texts_))
      values.emplace(std::move(item.key), loaded(item.stored));
    return values;
  }
  // Those that were there; each now has this value, or expires then. Without an expiry they stay.
  std::vector<std::string> set(const Value& value, std::chrono::milliseconds expiry = {}) const {
    return names(call(CacheRequest::Action::kSet, match_, texts_, expiry, stored(value)));
  }
  std::vector<std::string> expire(std::chrono::milliseconds after) const {
    return names(call(CacheRequest::Action::kExpire, match_, texts_, after));
  }
  std::vector<std::string> erase() const { return names(call(CacheRequest::Action::kErase, match_, texts_)); }

 private:
  static std::vector<std::string> names(std::vector<CacheItem>&& items) {
    std::vector<std::string> keys;
    for (auto& item : items) keys.push_back(std::move(item.key));
    return keys;
  }

  CacheRequest::Match match_;
  std::vector<std::string> texts_;
};

class Cache : detail::CacheCalls {
  using Action = CacheRequest::Action;
  using Match = CacheRequest::Match;

 public:
  explicit Cache(Runtime* runtime = nullptr, std::string name = "default") : CacheCalls(runtime, std::move(name)) {}

  Cache operator[](std::string_view name) const { return Cache(runtime_, std::string(name)); }

  // Nothing: it is not there, or has expired. find() gives the value, get() its text; of one that is no text, get()
  // gives its JSON.
  std::optional<std::string> get(std::string_view key) const {
    auto items = call(Action::kGet, Match::kKey, {std::string(key)});
    if (items.empty()) return std::nullopt;
    Value value = loaded(items[0].stored);
    return value.is_text() ? value.as_text() : std::move(items[0].stored);
  }
  std::optional<Value> find(std::string_view key) const {
    auto items = call(Action::kGet, Match::kKey, {std::string(key)});
    return items.empty() ? std::nullopt : std::optional(loaded(items[0].stored));
  }
  Value get(std::string_view key, Value otherwise) const { return find(key).value_or(std::move(otherwise)); }
  bool has(std::string_view key) const { return find(key).has_value(); }

  // Without an expiry it stays, also where the value before would have expired.
  void set(std::string_view key, const Value& value, std::chrono::milliseconds expiry = {}) const {
    call(Action::kSet, Match::kKey, {std::string(key)}, expiry, stored(value));
  }
  // False: it is not there. An expiry of 0 lets it stay.
  bool expire(std::string_view key, std::chrono::milliseconds after) const {
    return !call(Action::kExpire, Match::kKey, {std::string(key)}, after).empty();
  }
  bool erase(std::string_view key) const { return !call(Action::kErase, Match::kKey, {std::string(key)}).empty(); }

  CacheSelection by_prefix(std::string prefix) const { return {*this, Match::kPrefix, {std::move(prefix)}}; }
  CacheSelection by_suffix(std::string suffix) const { return {*this, Match::kSuffix, {std::move(suffix)}}; }
  // A POSIX extended regular expression that the beginning of the key matches.
  CacheSelection by_regex(std::string pattern) const { return {*this, Match::kRegex, {std::move(pattern)}}; }
  CacheSelection contains(std::string text) const { return {*this, Match::kContains, {std::move(text)}}; }
  CacheSelection not_contains(std::string text) const { return {*this, Match::kNotContains, {std::move(text)}}; }
  CacheSelection contains_all(std::vector<std::string> texts) const {
    return {*this, Match::kContainsAll, std::move(texts)};
  }
  CacheSelection contains_any(std::vector<std::string> texts) const {
    return {*this, Match::kContainsAny, std::move(texts)};
  }
  CacheSelection all() const { return by_prefix(""); }

  std::vector<std::string> keys() const { return all().keys(); }
  std::size_t size() const { return keys().size(); }
  void clear() const { all().erase(); }
};

}  // namespace zato
