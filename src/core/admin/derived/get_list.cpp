// zato.….get-list: all objects of a family by name, or one page of them.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/paging.hpp"

namespace zato::admin {

namespace {

// A page of several types is merged from the first pages of each.
base::Result<Answer> get_list(Context& context, const Family& family, const Json& input) {
  const auto types = narrowed(family, input);
  const auto page = page_wanted(input);
  const auto skipped = page.paginate ? (page.number - 1) * page.size : 0;
  odb::ListQuery query{.terms = query_terms(input)};
  const bool alone = types.size() == 1;
  if (page.paginate) query.page = alone ? odb::Page{skipped, page.size} : odb::Page{0, skipped + page.size};

  Names names(context);
  std::vector<Json> items;
  std::int64_t total = 0;
  for (const auto* type : types) {
    ZATO_TRY(const auto objects, context.store.list(*type, query));
    for (std::size_t i = 0; i < objects->size(); ++i) {
      ZATO_TRY(auto item, shown(context, names, *type, objects->at(i), Secrets::kLeftOut));
      items.push_back(std::move(item));
    }
    if (!page.paginate) continue;
    ZATO_TRY(const auto count, context.store.count(*type, query));
    total += count;
  }
  if (!alone) {
    std::ranges::stable_sort(items, {}, [](const Json& item) { return item["name"].get<std::string>(); });
    const auto from = std::min(items.size(), static_cast<std::size_t>(skipped));
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(from));
    if (page.paginate && items.size() > static_cast<std::size_t>(page.size))
      items.resize(static_cast<std::size_t>(page.size));
  }
  return page_of(Json(std::move(items)), page, total, input);
}

}  // namespace

Service get_list_service(const Family& family) {
  Service service{
      .name = family.prefix + ".get-list",
      .help = "Lists each " + family.label() + ", by name.",
      .needs = Permission::kRead,
      .input = {.parameters = paging_parameters()},
      .output = [family] { return Shape{.parameters = output_parameters(family), .list = true, .paged = true}; },
      .run = [family](Context& context, const Json& input) { return get_list(context, family, input); }};
  for (auto& parameter : type_parameters(family)) service.input.parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
