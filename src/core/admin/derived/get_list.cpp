// zato.….get-list: all objects of a family by name, or one page of them.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/paging.hpp"

namespace zato::admin {

namespace {

base::Result<Answer> get_list(Context& context, const Family& family, const Json& input) {
  Names names(context);
  std::vector<Json> all;
  for (const auto* type : narrowed(family, input)) {
    ZATO_TRY(const auto objects, context.store.list(*type));
    for (std::size_t i = 0; i < objects->size(); ++i) {
      if (!matches_query(type->name_of(objects->at(i)), input)) continue;
      ZATO_TRY(auto item, shown(context, names, *type, objects->at(i), Secrets::kLeftOut));
      all.push_back(std::move(item));
    }
  }
  std::ranges::stable_sort(all, {}, [](const Json& item) { return item["name"].get_ref<const std::string&>(); });
  return paged(Json(std::move(all)), input);
}

}  // namespace

Service get_list_service(const Family& family) {
  Service service{.name = family.prefix + ".get-list",
                  .help = "Lists each " + family.label() + ", by name.",
                  .needs = Permission::kRead,
                  .input = {.parameters = paging_parameters()},
                  .output = {.parameters = output_parameters(family), .list = true, .paged = true},
                  .run = [family](Context& context, const Json& input) { return get_list(context, family, input); }};
  for (auto& parameter : type_parameters(family)) service.input.parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
