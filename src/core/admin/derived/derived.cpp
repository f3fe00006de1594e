#include "admin/derived/derived.hpp"

#include <algorithm>
#include <set>

namespace zato::admin {

namespace {

bool has_secret(const Family& family) {
  return std::ranges::any_of(family.types, [](const auto* type) {
    return std::ranges::find(type->fields, schema::Kind::kSecret, &schema::Field::kind) != type->fields.end();
  });
}

}  // namespace

std::vector<Service> derived_services(const schema::Registry& registry) {
  std::vector<Service> services;
  std::set<std::string> seen;
  for (const auto* type : registry.types()) {
    if (type->services.empty() || type->scope != schema::Scope::kCluster || !seen.insert(type->services).second)
      continue;
    const Family family{type->services, registry.served_by(type->services)};
    services.push_back(create_service(family));
    services.push_back(edit_service(family));
    services.push_back(delete_service(family));
    for (const char* verb : {"get", "get-by-id", "get-by-name"}) services.push_back(get_service(family, verb));
    services.push_back(get_list_service(family));
    if (has_secret(family)) services.push_back(change_password_service(family));
  }
  return services;
}

}  // namespace zato::admin
