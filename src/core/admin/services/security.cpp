// zato.security.get-list and get-by-id: security definitions of every type at once.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/paging.hpp"
#include "admin/services/families.hpp"

namespace zato::admin {

namespace {

constexpr const char* kFamily = "security";
constexpr const char* kTypeColumn = "sec_type";

std::string sec_type_of(const schema::ObjectType& type) {
  for (const auto& [column, value] : type.fixed) {
    if (column == kTypeColumn) return value;
  }
  return type.name;
}

base::Result<Answer> get_list(Context& context, const Json& input) {
  const auto wanted = list_in(input, kTypeColumn);
  const odb::ListQuery query{.terms = query_terms(input)};
  Names names(context);
  std::vector<Json> items;
  for (const auto* type : context.registry.targets(kFamily)) {
    if (!wanted.empty() && std::ranges::find(wanted, sec_type_of(*type)) == wanted.end()) continue;
    ZATO_TRY(const auto objects, context.store.list(*type, query));
    for (std::size_t i = 0; i < objects->size(); ++i) {
      ZATO_TRY(auto item, shown(context, names, *type, objects->at(i), Secrets::kLeftOut));
      items.push_back(std::move(item));
    }
  }
  std::ranges::stable_sort(items, {}, [](const Json& item) { return item["name"].get<std::string>(); });
  return paged(Json(std::move(items)), input);
}

}  // namespace

std::vector<Service> security_services(const schema::Registry& registry) {
  const Family family{"zato.security", registry.targets(kFamily)};
  auto parameters = paging_parameters();
  parameters.push_back({.name = kTypeColumn, .kind = schema::Kind::kList, .help = "Only definitions of these types"});
  parameters.push_back({.name = "needs_internal",
                        .kind = schema::Kind::kBool,
                        .help = "Accepted for Zato's clients; it changes nothing"});
  return {get_service(family, "get-by-id"),
          {.name = "zato.security.get-list",
           .help = "Lists the security definitions of all types, by name.",
           .needs = Permission::kRead,
           .input = {.parameters = std::move(parameters)},
           .output = [family] { return Shape{.parameters = output_parameters(family), .list = true, .paged = true}; },
           .run = get_list}};
}

}  // namespace zato::admin
