#include "server/channels/channel_table.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace zato::server {
namespace {

// The order must not depend on how a worker came to its configuration: all workers answer alike.
bool goes_before(const std::shared_ptr<const Channel>& a, const std::shared_ptr<const Channel>& b) {
  const auto rank = [](const objects::RestChannel& config) { return std::tuple(config.http_accept == "*/*", std::string_view(config.name), config.id); };
  return rank(a->config) < rank(b->config);
}

void erase_from(auto& index, schema::Id from, schema::Id id) {
  const auto at = index.find(from);
  if (at == index.end()) return;
  at->second.erase(id);
  if (at->second.empty()) index.erase(at);
}

}  // namespace

base::Result<void> ChannelTable::put(std::shared_ptr<const Channel> channel) {
  remove(channel->config.id);
  if (auto* group = router_.at(channel->config.url_path, channel->route)) {
    group->insert(std::ranges::upper_bound(*group, channel, goes_before), channel);
  } else {
    ZATO_CHECK(router_.add(channel->config.url_path, Group{channel}, channel->route));
  }
  refer(*channel);
  by_id_.emplace(channel->config.id, std::move(channel));
  return {};
}

void ChannelTable::remove(schema::Id id) {
  const auto at = by_id_.find(id);
  if (at == by_id_.end()) return;
  const Channel& channel = *at->second;
  if (auto* group = router_.at(channel.config.url_path, channel.route)) {
    std::erase(*group, at->second);
    if (group->empty()) router_.remove(channel.config.url_path, channel.route);
  }
  forget(channel);
  by_id_.erase(at);
}

const Channel* ChannelTable::find(schema::Id id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second.get();
}

const std::unordered_set<schema::Id>& ChannelTable::referring_to(Target target, schema::Id id) const {
  static const std::unordered_set<schema::Id> kNobody;
  const auto& index = target == Target::kService ? by_service_ : by_security_;
  const auto at = index.find(id);
  return at == index.end() ? kNobody : at->second;
}

void ChannelTable::refer(const Channel& channel) {
  by_service_[channel.config.service_id].insert(channel.config.id);
  if (channel.config.security_id) by_security_[*channel.config.security_id].insert(channel.config.id);
  const auto is_name = [](const std::string& reference) { return !base::parse_number<schema::Id>(reference); };
  if (std::ranges::any_of(channel.config.security_groups, is_name)) naming_groups_.insert(channel.config.id);
}

void ChannelTable::forget(const Channel& channel) {
  naming_groups_.erase(channel.config.id);
  erase_from(by_service_, channel.config.service_id, channel.config.id);
  if (channel.config.security_id) erase_from(by_security_, *channel.config.security_id, channel.config.id);
}

}  // namespace zato::server
