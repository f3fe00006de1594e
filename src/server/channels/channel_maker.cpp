#include "server/channels/channel_maker.hpp"

#include "base/charset.hpp"
#include "base/text.hpp"
#include "http/route_pattern.hpp"
#include "log/log.hpp"
#include "objects/service.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.rest"};

http::MethodSet methods_of(const std::string& method) {
  const auto one = http::parse_method(method);
  return one ? http::MethodSet({*one}) : http::MethodSet::any();
}

std::vector<std::string> parameters_of(const std::vector<http::PatternPart>& parts) {
  std::vector<std::string> names;
  for (const auto& part : parts) {
    if (!part.parameter.empty()) names.push_back(part.parameter);
  }
  return names;
}

std::shared_ptr<const zato::Channel> seen_by_services(const objects::RestChannel& config, const Guard* guard) {
  return std::make_shared<const zato::Channel>(zato::Channel{.id = config.id,
                                                             .name = config.name,
                                                             .type = "http-soap",
                                                             .data_format = config.data_format,
                                                             .is_internal = config.is_internal,
                                                             .security = guard ? guard->check->security() : zato::Security{},
                                                             .service_whitelist = config.service_whitelist});
}

// Zato's admin services; those of pub.zato.* pass on what others answered.
bool is_enveloped(const objects::RestChannel& config, const objects::Service& service) {
  return service.is_internal && service.name.starts_with("zato.") && config.data_format == "json";
}

// Of answers that name none themselves.
std::string content_type_of(const objects::RestChannel& config) {
  if (!config.content_type.empty()) return config.content_type;
  if (config.data_format == "json") return "application/json";
  if (config.data_format == "xml") return "application/xml";
  return config.data_format == "csv" ? "text/csv" : "";
}

zato::Merge merge_of(const objects::RestChannel& config) {
  if (!config.merge_url_params_req) return zato::Merge::kMessageOnly;
  return config.params_pri == "msg-over-channel-params" ? zato::Merge::kMessageWins : zato::Merge::kParamsWin;
}

// Most changes of a service do not show in its channels.
bool fits(const Channel& channel, const objects::Service& service) {
  return channel.service == service.name && channel.in_envelope == is_enveloped(channel.config, service);
}

}  // namespace

std::shared_ptr<const Channel> ChannelMaker::make(const objects::RestChannel& config, const odb::Snapshot& snapshot) {
  const auto* service = snapshot.find<objects::Service>(config.service_id);
  if (!service) return nullptr;  // the ODB's foreign key does not let this happen
  const auto parts = http::parse_pattern(config.url_path);
  if (!parts) {
    kLog.error("REST channel {} is left out: {}", config.name, parts.error().text());
    return nullptr;
  }
  auto channel = std::make_shared<Channel>(Channel{.config = config, .route = {.methods = methods_of(config.method), .match_slash = config.match_slash}});
  channel->parameters = parameters_of(*parts);
  channel->service = service->name;
  channel->in_envelope = is_enveloped(config, *service);
  channel->content_type = content_type_of(config);
  channel->merge = merge_of(config);
  channel->path_first = config.url_params_pri == "path-over-qs";
  channel->is_form = config.data_format == "form" || config.data_format == "post";
  channel->traffic = &traffic_.channel(config.name);
  channel->groups = groups_of(config, snapshot);
  // Roles cannot be checked by this server: such a channel is closed, not open.
  if (config.sec_use_rbac) channel->guard = std::make_shared<const Guard>(Guard{.check = check_for_unknown(config.security_id.value_or(0))});
  else if (config.security_id) channel->guard = guards_.of(*config.security_id, snapshot);
  channel->format = config.data_format == "json" ? http::DataFormat::kJson : http::DataFormat::kText;
  channel->limiter = limiters_.of("channel", config.id, config.rate_limit);
  channel->check_parent_limit = !config.rate_limit.is_active || config.rate_limit.check_parent;
  channel->recodes = !config.data_format.empty() && !base::means_utf8(config.data_encoding);
  // An answer in an envelope holds the correlation id of its request.
  if (config.cache_id && !channel->in_envelope) channel->responses = caches_.of(*config.cache_id, snapshot);
  channel->seen_by_services = seen_by_services(config, channel->guard.get());
  return channel;
}

void ChannelMaker::forget() {
  guards_.clear();
  groups_.clear();
  caches_.clear();
}

// By id, as the API stores them, or by name. What is neither lets nobody in.
std::vector<std::shared_ptr<const Group>> ChannelMaker::groups_of(const objects::RestChannel& config, const odb::Snapshot& snapshot) {
  std::vector<std::shared_ptr<const Group>> groups;
  for (const auto& reference : config.security_groups) {
    const auto id = base::parse_number<schema::Id>(reference);
    const auto* named = id ? nullptr : snapshot.find<objects::SecurityGroup>(reference);
    groups.push_back(groups_.of(id ? *id : named ? named->id : 0, snapshot));
  }
  return groups;
}

std::set<schema::Id> ChannelMaker::follow(const odb::Delta& delta, const odb::Snapshot& next, const ChannelTable& table) {
  std::set<schema::Id> affected;
  const auto add = [&](const auto& ids) { affected.insert(ids.begin(), ids.end()); };
  for (const auto& [type, id] : delta.changed) {
    if (type == &objects::RestChannel::type()) {
      affected.insert(id);
    } else if (type == &objects::Service::type()) {
      const auto& channels = table.referring_to(ChannelTable::Target::kService, id);
      const auto* service = next.find<objects::Service>(id);
      if (!channels.empty() && !(service && fits(*table.find(*channels.begin()), *service))) add(channels);
    } else if (type == &objects::BuiltinCache::type()) {
      caches_.update(id, next);
    } else if (type->family == "security") {
      if (guards_.update(id, next)) add(table.referring_to(ChannelTable::Target::kSecurity, id));
      groups_.update_member(id, next);
    } else if (type == &objects::SecurityGroup::type()) {
      groups_.update(id, next);
      add(table.naming_groups());
    }
  }
  return affected;
}

}  // namespace zato::server
