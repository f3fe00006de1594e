#include "admin/derived/derived.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace zato::admin {

namespace {

bool has_secret(const Family& family) {
  return std::ranges::any_of(family.types, [](const auto* type) {
    return std::ranges::find(type->fields, schema::Kind::kSecret, &schema::Field::kind) != type->fields.end();
  });
}

bool has_switch(const Family& family) {
  return std::ranges::any_of(family.types, [](const auto* type) {
    const auto* field = type->find("is_active");
    return field && !field->internal;
  });
}

bool has_ping(const Family& family) {
  return std::ranges::any_of(family.types, [](const auto* type) { return type->find("ping_method"); });
}

// Whose rows come from elsewhere: servers are created by the command line, services by their code.
bool is_creatable(const Family& family) {
  static const std::set<std::string> kNot = {"zato.server", "zato.service", "zato.deployment"};
  return !kNot.contains(family.prefix);
}

bool is_editable(const Family& family) { return family.prefix != "zato.deployment"; }

// What Zato offers beyond, for objects that nothing uses yet.
std::vector<std::string> unsupported_verbs(const Family& family) {
  static const std::map<std::string, std::vector<std::string>> kVerbs = {
      {"zato.outgoing.sql", {"ping"}},     {"zato.outgoing.ftp", {"ping"}},
      {"zato.email.smtp", {"ping"}},      {"zato.email.imap", {"ping"}},       {"zato.definition.jms-wmq", {"ping"}},
      {"zato.definition.amqp", {"ping"}}, {"zato.cache.builtin", {"clear"}},
      {"zato.pubsub.topic", {"clear"}}};
  const auto found = kVerbs.find(family.prefix);
  return found == kVerbs.end() ? std::vector<std::string>() : found->second;
}

}  // namespace

std::vector<Service> derived_services(const schema::Registry& registry) {
  std::vector<Service> services;
  std::set<std::string> seen;
  for (const auto* type : registry.types()) {
    if (type->services.empty() || type->scope != schema::Scope::kCluster || !seen.insert(type->services).second)
      continue;
    const Family family{type->services, registry.served_by(type->services)};
    if (is_creatable(family)) services.push_back(create_service(family));
    if (is_editable(family)) services.push_back(edit_service(family));
    services.push_back(delete_service(family));
    for (const char* verb : {"get", "get-by-id", "get-by-name"}) services.push_back(get_service(family, verb));
    services.push_back(get_list_service(family));
    services.push_back(history_service(family));
    if (has_secret(family)) services.push_back(change_password_service(family));
    if (has_switch(family)) services.push_back(set_active_status_service(family));
    if (has_ping(family)) {
      services.push_back(ping_service(family));
      services.push_back(statistics_service(family));
    }
    for (const auto& verb : unsupported_verbs(family)) services.push_back(unsupported_service(family, verb));
  }
  return services;
}

}  // namespace zato::admin
