#include "admin/history_rows.hpp"

#include "admin/derived/subject.hpp"
#include "admin/paging.hpp"
#include "base/text.hpp"

namespace zato::admin {

namespace {

struct ToPlain {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(const base::Secret&) const { return base::kMasked; }
  Json operator()(const auto& value) const { return value; }
};

Json row_of(const odb::HistoryEntry& entry) {
  Json fields = Json::array();
  std::vector<std::string> changed;
  for (const auto& field : entry.fields) {
    fields.push_back({{"field", field.field},
                      {"before", std::visit(ToPlain(), field.before)},
                      {"after", std::visit(ToPlain(), field.after)}});
    changed.push_back(field.field);
  }
  const auto& change = entry.change;
  return {{"seq", change.sequence},
          {"at", change.changed_at},
          {"actor", change.actor},
          {"action", change.action},
          {"object_type", change.object_type},
          {"object_id", change.object_id},
          {"object_name", change.object_name},
          {"version", change.version},
          {"note", change.note},
          {"changed", change.action == "edit" ? base::join(changed, ", ") : ""},
          {"fields", std::move(fields)}};
}

}  // namespace

Shape history_shape() {
  using schema::Kind;
  return {.parameters = {{.name = "seq", .kind = Kind::kInt, .help = "Number of the change"},
                         {.name = "at", .help = "When it was made (UTC)"},
                         {.name = "actor", .help = "Who made it"},
                         {.name = "action", .help = "create, edit or delete"},
                         {.name = "object_type", .help = "Type of the object"},
                         {.name = "object_id", .kind = Kind::kRef, .help = "Id of the object"},
                         {.name = "object_name", .help = "Its name then"},
                         {.name = "version", .kind = Kind::kInt, .help = "Its version after the change"},
                         {.name = "note", .help = "What the change belongs to, such as an undo"},
                         {.name = "changed", .help = "Fields that an edit changed"},
                         {.name = "fields",
                          .help = "Each field with its value before and after; secrets are masked",
                          .any = true}},
          .list = true,
          .paged = true};
}

base::Result<Answer> history_page(Context& context, odb::HistoryQuery query, const Json& input) {
  const auto page = page_wanted(input);
  if (page.paginate) query.page = {(page.number - 1) * page.size, page.size};
  auto& connection = context.store.connection();
  ZATO_TRY(const auto entries, odb::history(connection, context.registry, context.store.cluster_id(), query));
  Json rows = Json::array();
  for (const auto& entry : entries) rows.push_back(row_of(entry));
  auto total = static_cast<std::int64_t>(entries.size());
  if (page.paginate) {
    ZATO_TRY(total, odb::history_count(connection, context.store.cluster_id(), query));
  }
  return page_of(std::move(rows), page, total, input);
}

}  // namespace zato::admin
