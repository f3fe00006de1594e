// zato.….history: who changed an object, when and what. Also of one that is gone, by a name that it had.
#include "admin/derived/subject.hpp"
#include "admin/history_rows.hpp"
#include "admin/input.hpp"
#include "admin/paging.hpp"

namespace zato::admin {

namespace {

// Ids are those of a table, so the first type that has had this object is the right one.
base::Result<Answer> history(Context& context, const Family& family, const Json& input) {
  const auto id = number_in(input, "id").value_or(0);
  const auto name = text_in(input, "name").value_or("");
  if (id == 0 && name.empty()) return base::fail(base::Code::kInvalidArgument, "either `id` or `name` is required");
  for (const auto* type : narrowed(family, input)) {
    odb::HistoryQuery query{.object_type = type->name, .object_id = id, .name = id == 0 ? name : ""};
    ZATO_TRY(const auto count, odb::history_count(context.store.connection(), context.store.cluster_id(), query));
    if (count > 0) return history_page(context, std::move(query), input);
  }
  return base::fail(base::Code::kNotFound, "there is no history of a " + family.label() + " " +
                                               (id ? "with id " + std::to_string(id) : "`" + name + "`"));
}

}  // namespace

Service history_service(const Family& family) {
  Service service{.name = family.prefix + ".history",
                  .help = "Lists the changes of one " + family.label() + ", the newest first.",
                  .needs = Permission::kRead,
                  .input = {.parameters = identity_parameters()},
                  .output = history_shape,
                  .run = [family](Context& context, const Json& input) { return history(context, family, input); }};
  auto& parameters = service.input.parameters;
  for (auto& parameter : paging_parameters()) parameters.push_back(std::move(parameter));
  for (auto& parameter : type_parameters(family)) parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
