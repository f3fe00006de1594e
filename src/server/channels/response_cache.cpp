#include "server/channels/response_cache.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::server {

std::string cache_key(const Channel& channel, const zato::Channel& seen, const http::Request& request) {
  auto parameters = base::split(request.query, '&');
  std::ranges::stable_sort(parameters, {}, [](std::string_view pair) { return pair.substr(0, pair.find('=')); });
  std::string question;
  // Each part with its length, so that no two lists of parts look alike.
  const auto add = [&](std::string_view part) {
    question.append(std::to_string(part.size())).append(":").append(part);
  };
  for (const auto number : {channel.config.id, channel.config.version, seen.security.id}) add(std::to_string(number));
  for (const auto part : {request.method_text, request.path, request.body}) add(part);
  for (const auto parameter : parameters) add(parameter);
  return security::sha256(question);
}

void ResponseCache::set_definition(const objects::BuiltinCache* definition) {
  is_active_ = definition && definition->is_active;
  extends_ = is_active_ && definition->extend_expiry_on_get;
  most_ = is_active_ ? static_cast<std::size_t>(definition->max_size) : 0;
  largest_ = is_active_ ? static_cast<std::size_t>(definition->max_item_size) : 0;
  make_room();
}

bool ResponseCache::find(const std::string& key, std::int64_t expiry, base::MonotonicTime now,
                         http::Response& response) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return false;
  const auto kept = found->second;
  if (kept->expires <= now) {
    drop(kept);
    return false;
  }
  answers_.splice(answers_.begin(), answers_, kept);
  if (extends_) kept->expires = end_of(expiry, now);
  response = kept->response;
  return true;
}

void ResponseCache::keep(const std::string& key, std::int64_t expiry, base::MonotonicTime now,
                         const http::Response& response) {
  if (!is_active_ || response.status != 200 || response.body.size() > largest_ ||
      !response.header("Set-Cookie").empty())
    return;
  if (const auto older = by_key_.find(key); older != by_key_.end()) drop(older->second);
  answers_.push_front({.key = key, .response = response, .expires = end_of(expiry, now)});
  by_key_[key] = answers_.begin();
  make_room();
}

base::MonotonicTime ResponseCache::end_of(std::int64_t expiry, base::MonotonicTime now) {
  return expiry == 0 ? base::MonotonicTime::max() : now + std::chrono::seconds(expiry);
}

void ResponseCache::drop(Answers::iterator kept) {
  by_key_.erase(kept->key);
  answers_.erase(kept);
}

void ResponseCache::make_room() {
  while (answers_.size() > most_) drop(std::prev(answers_.end()));
}

std::shared_ptr<ResponseCache> ResponseCaches::of(schema::Id definition, const odb::Snapshot& snapshot) {
  auto& cache = caches_[definition];
  if (!cache) {
    cache = std::make_shared<ResponseCache>();
    cache->set_definition(snapshot.find<objects::BuiltinCache>(definition));
  }
  return cache;
}

void ResponseCaches::update(schema::Id definition, const odb::Snapshot& next) {
  if (const auto found = caches_.find(definition); found != caches_.end())
    found->second->set_definition(next.find<objects::BuiltinCache>(definition));
}

}  // namespace zato::server
