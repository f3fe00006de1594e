// zato.service.*: what the derived services tell, how often each service ran, and which channels lead to one.
#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/services/families.hpp"
#include "admin/statistics.hpp"

namespace zato::admin {

namespace {

using base::Result;
using schema::ObjectType;

using UsageByName = std::map<std::string, ServiceUsage>;

// What is known; the configuration can be read while Redis is away.
UsageByName usage_of(const Context& context, const std::string& only) {
  UsageByName by_name;
  if (!context.around.statistics) return by_name;
  const auto usage = context.around.statistics->usage(only);
  if (!usage) return by_name;
  for (const auto& service : *usage) by_name[service.service] = service;
  return by_name;
}

void add_usage(const UsageByName& usage, Json& service) {
  service["may_be_deleted"] = !service.value("is_internal", false);
  const auto name = service["name"].get<std::string>();
  const auto found = usage.find(name);
  const auto known = found == usage.end() ? ServiceUsage() : found->second;
  service.update({{"usage", known.usage},
                  {"time_last", known.last},
                  {"last_duration", known.last},
                  {"last_timestamp", known.last_called},
                  {"time_min_all_time", known.min},
                  {"time_max_all_time", known.max},
                  {"time_mean_all_time", known.mean()}});
}

Service with_usage(Service service) {
  auto run = std::move(service.run);
  service.run = [run](Context& context, const Json& input) -> Result<Answer> {
    ZATO_TRY(auto answer, run(context, input));
    if (answer.body.is_array()) {
      const auto usage = usage_of(context, "");
      for (auto& item : answer.body) add_usage(usage, item);
    } else {
      add_usage(usage_of(context, answer.body["name"].get<std::string>()), answer.body);
    }
    return answer;
  };
  service.output = [output = std::move(service.output)] {
    auto shape = output();
    shape.open = true;
    shape.parameters.push_back(
        {.name = "may_be_deleted", .kind = schema::Kind::kBool, .help = "Whether it is no part of the platform"});
    return shape;
  };
  return service;
}

// "plain_http", "soap", "amqp", "zmq": the transport of HTTP channels, the last word of the others' services.
bool is_channel(const ObjectType& type, const std::string& wanted) {
  bool channel = type.services.starts_with("zato.channel.");
  std::string kind = channel ? type.services.substr(type.services.rfind('.') + 1) : "";
  for (const auto& [column, value] : type.fixed) {
    if (column == "connection" && value == "channel") channel = true;
    if (column == "transport") kind = value;
  }
  return channel && (wanted.empty() || wanted == kind);
}

Result<Answer> channels_of(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  const auto wanted = text_in(input, "channel_type").value_or("");
  Json channels = Json::array();
  for (const auto& [type, field] : context.registry.referrers(*subject.type)) {
    if (!is_channel(*type, wanted)) continue;
    ZATO_TRY(const auto found, context.store.list(*type, {.filters = {{field->name, subject.id()}}}));
    for (std::size_t i = 0; i < found->size(); ++i)
      channels.push_back({{"id", type->system(found->at(i)).id}, {"name", type->name_of(found->at(i))}});
  }
  return Answer{.body = std::move(channels)};
}

// Services had a WSDL document in Zato 2.0; its clients ask before they ask for the document.
Result<Answer> has_wsdl(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  return Answer{.body = {{"service_id", subject.id()}, {"has_wsdl", false}}};
}

}  // namespace

std::vector<Service> service_services(const schema::Registry& registry) {
  const Family family{"zato.service", registry.served_by("zato.service")};
  std::vector<Service> services;
  for (const char* verb : {"get", "get-by-id", "get-by-name"})
    services.push_back(with_usage(get_service(family, verb)));
  auto list = with_usage(get_list_service(family));
  list.input.parameters.push_back({.name = "should_include_scheduler",
                                   .kind = schema::Kind::kBool,
                                   .help = "Accepted for Zato's clients; it changes nothing"});
  services.push_back(std::move(list));
  auto identity = identity_parameters();
  identity.push_back({.name = "channel_type", .help = "plain_http, soap, amqp, jms-wmq or zmq; all if left out"});
  services.push_back(
      {.name = "zato.service.get-channel-list",
       .help = "Lists the channels that invoke a service.",
       .needs = Permission::kRead,
       .input = {.parameters = std::move(identity)},
       .output = [] { return Shape{.parameters = identity_parameters(), .list = true}; },
       .run = [family](Context& context, const Json& input) { return channels_of(context, family, input); }});
  services.push_back({.name = "zato.service.has-wsdl",
                      .help = "Whether a service has a WSDL document: none has.",
                      .needs = Permission::kRead,
                      .input = {.parameters = identity_parameters()},
                      .output =
                          [] {
                            return Shape{.parameters = {{.name = "service_id", .kind = schema::Kind::kRef, .help = "Id of the service"},
                                                        {.name = "has_wsdl", .kind = schema::Kind::kBool, .help = "No"}}};
                          },
                      .run = [family](Context& context, const Json& input) { return has_wsdl(context, family, input); }});
  return services;
}

}  // namespace zato::admin
