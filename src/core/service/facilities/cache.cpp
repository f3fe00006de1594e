// Caches of services: one Redis string per item, found by its key or by looking through the keys of the cache
// (facilities.hpp).
#include <regex.h>

#include <algorithm>

#include "broker/keys.hpp"
#include "service/facilities/facilities.hpp"
#include "service/failure.hpp"

namespace zato::service {
namespace {

using base::Code;
using base::fail;
using base::Result;
using Action = zato::CacheRequest::Action;
using Match = zato::CacheRequest::Match;

constexpr std::string_view kKeysPerStep = "1000";

// Redis' patterns know * ? [ ] and \.
std::string literal_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("*?[]\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

class Regex {
 public:
  explicit Regex(const std::string& pattern)
      : problem_(::regcomp(&regex_, pattern.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  ~Regex() {
    if (problem_ == 0) ::regfree(&regex_);
  }

  bool is_valid() const { return problem_ == 0; }
  bool matches(const std::string& text) const { return ::regexec(&regex_, text.c_str(), 0, nullptr, 0) == 0; }

 private:
  regex_t regex_{};
  int problem_;
};

bool is_match(const zato::CacheRequest& request, std::string_view key) {
  const auto holds = [key](const std::string& text) { return key.find(text) != std::string_view::npos; };
  const auto& first = request.texts.front();
  switch (request.match) {
    case Match::kPrefix:
      return key.starts_with(first);
    case Match::kSuffix:
      return key.ends_with(first);
    case Match::kContains:
      return holds(first);
    case Match::kNotContains:
      return !holds(first);
    case Match::kContainsAll:
      return std::ranges::all_of(request.texts, holds);
    case Match::kContainsAny:
      return std::ranges::any_of(request.texts, holds);
    case Match::kKey:
    case Match::kRegex:
      break;
  }
  return key == first;
}

Result<void> allowed(const zato::CacheRequest& request, const std::optional<CacheLimit>& limit) {
  if (!limit) return {};
  const auto cache = "cache `" + std::string(request.cache) + "`";
  if (!limit->is_active) return fail(Code::kUnsupported, cache + " is not active");
  if (request.action == Action::kSet && static_cast<std::int64_t>(request.stored.size()) > limit->item_bytes) {
    return fail(Code::kInvalidArgument, cache + ": the value of `" + request.texts.front() + "` is larger than " +
                                            std::to_string(limit->item_bytes) + " bytes");
  }
  return {};
}

}  // namespace

zato::CacheOutcome Facilities::cache(const zato::CacheRequest& request, rt::Deadline deadline) {
  if (request.texts.empty()) return {.failure = {.status = 500, .message = "no key was given to the cache"}};
  auto outcome = carried_out(request, deadline);
  if (!outcome) return {.failure = failure_of(outcome.error())};
  return std::move(*outcome);
}

// Keys with the cache's prefix left out.
Result<std::vector<std::string>> Facilities::matching(const zato::CacheRequest& request, const std::string& prefix,
                                                      rt::Deadline deadline) {
  if (request.match == Match::kKey) return std::vector<std::string>{request.texts.front()};
  const bool by_regex = request.match == Match::kRegex;
  const Regex regex("^(" + (by_regex ? request.texts.front() : "") + ")");
  if (!regex.is_valid())
    return fail(Code::kInvalidArgument, "`" + request.texts.front() + "` is not a POSIX regular expression");
  const std::string pattern =
      literal_pattern(prefix + (request.match == Match::kPrefix ? request.texts.front() : "")) + "*";
  std::vector<std::string> keys;
  std::string cursor = "0";
  do {
    ZATO_TRY(const auto reply, command({"SCAN", cursor, "MATCH", pattern, "COUNT", kKeysPerStep}, deadline));
    if (reply.array().size() != 2) return fail(Code::kCorrupt, "Redis answers SCAN in a way that is not known");
    cursor = reply.array()[0].text();
    for (const auto& found : reply.array()[1].array()) {
      std::string key(found.text().substr(std::min(prefix.size(), found.text().size())));
      if (by_regex ? regex.matches(key) : is_match(request, key)) keys.push_back(std::move(key));
    }
  } while (cursor != "0");
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());  // SCAN may tell a key twice
  return keys;
}

Facilities::CacheKeys Facilities::keys_of(std::string_view cache) const {
  const auto& below = options_.key_prefix;
  const auto name = broker::Keys::escaped(cache);
  return {.items = below + "cache:" + name + ":",
          .order = below + "cache-order:" + name,
          .written = below + "cache-written:" + name + ":"};
}

Result<zato::CacheOutcome> Facilities::carried_out(const zato::CacheRequest& request, rt::Deadline deadline) {
  const auto limit = cache_limits_.of(request.cache);
  ZATO_CHECK(allowed(request, limit));
  const auto where = keys_of(request.cache);
  ZATO_TRY(auto keys, matching(request, where.items, deadline));
  const auto expiry = std::to_string(request.expiry.count());
  const bool expires = request.expiry.count() > 0;
  zato::CacheOutcome outcome;
  for (auto& key : keys) {
    const std::string name = where.items + key;
    Result<broker::Reply> reply = broker::Reply();
    switch (request.action) {
      case Action::kKeys:
        break;
      case Action::kGet:
        reply = command({"GET", name}, deadline);
        break;
      case Action::kErase:
        if (limit) reply = command({"ZREM", where.order, key}, deadline);
        if (reply) reply = command({"DEL", name}, deadline);
        break;
      case Action::kSet:
        if (limit) {
          reply = command({"EVAL", kWriteLimited, "2", name, where.order, key, request.stored, expires ? expiry : "0",
                           std::to_string(limit->items), where.items, where.written},
                          deadline);
          break;
        }
        reply = expires ? command({"SET", name, request.stored, "PX", expiry}, deadline)
                        : command({"SET", name, request.stored}, deadline);
        break;
      case Action::kExpire:
        reply = expires ? command({"PEXPIRE", name, expiry}, deadline) : command({"PERSIST", name}, deadline);
        break;
    }
    if (!reply) return base::Failure(std::move(reply.error()));
    const bool there = request.action == Action::kKeys || request.action == Action::kSet ||
                       (request.action == Action::kGet ? !reply->is_nil() : reply->integer() != 0);
    if (there)
      outcome.items.push_back({.key = std::move(key),
                               .stored = request.action == Action::kGet ? std::string(reply->text()) : std::string()});
  }
  return outcome;
}

}  // namespace zato::service
