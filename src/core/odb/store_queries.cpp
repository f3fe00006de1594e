// Store: reads of more than one object.
#include "base/text.hpp"
#include "odb/rows.hpp"
#include "odb/store.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using schema::Kind;
using schema::ObjectType;

namespace {

// The condition of a query under construction, and the values it speaks of.
struct Where {
  std::string sql;
  Parameters parameters;

  std::string place(Cell value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
  }
};

std::string pattern_of(std::string_view term) {
  std::string pattern = "%";
  for (const char c : base::lower(term)) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

bool is_searched(const schema::Field& field) {
  const bool text = field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kEnum ||
                    field.kind == Kind::kList;
  return text && (field.list || field.name == "name");
}

void add_term(Where& where, const ObjectType& type, std::string_view term) {
  const auto place = where.place(pattern_of(term));
  std::vector<std::string> alternatives;
  for (const auto& field : type.fields) {
    if (is_searched(field)) alternatives.push_back("lower(" + field.column() + ") LIKE " + place + " ESCAPE '!'");
  }
  where.sql += " AND (" + base::join(alternatives, " OR ") + ")";
}

Result<void> add_filter(Where& where, const ObjectType& type, const std::string& name, const schema::Value& value) {
  const auto* field = type.find(name);
  if (!field) return base::fail(Code::kInvalidArgument, type.label + ": there is no field " + name + " to select by");
  if (field->kind == Kind::kSecret)
    return base::fail(Code::kInvalidArgument, type.label + ": nobody selects by the secret " + name);
  where.sql += " AND " + field->column() +
               (schema::is_null(value) ? std::string(" IS NULL") : " = " + where.place(to_cell(value)));
  return {};
}

Result<Where> where_of(const ObjectType& type, schema::Id cluster_id, const ListQuery& query) {
  Where where{.sql = rows_of_cluster(type), .parameters = {cluster_id}};
  for (const auto& term : query.terms) add_term(where, type, term);
  for (const auto& [name, value] : query.filters) ZATO_CHECK(add_filter(where, type, name, value));
  return where;
}

}  // namespace

Result<std::unique_ptr<schema::Collection>> Store::list(const ObjectType& type, const ListQuery& query) {
  ZATO_TRY(auto where, where_of(type, context_.cluster_id, query));
  auto sql = "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + where.sql + " ORDER BY name, id";
  if (query.page.limit >= 0)
    sql += " LIMIT " + where.place(query.page.limit) + " OFFSET " + where.place(query.page.offset);
  ZATO_TRY(const auto rows, connection_.query(sql, std::move(where.parameters)));
  auto found = type.collection();
  for (const auto& row : rows) ZATO_CHECK(read_object(type, row, context_.cipher, found->append()));
  return found;
}

Result<std::int64_t> Store::count(const ObjectType& type, const ListQuery& query) {
  ZATO_TRY(auto where, where_of(type, context_.cluster_id, query));
  ZATO_TRY(const auto rows, connection_.query("SELECT count(*) FROM " + type.table + " WHERE " + where.sql,
                                              std::move(where.parameters)));
  return rows.front().integer(0);
}

Result<schema::Id> Store::find_id(std::string_view ref, std::string_view name) {
  const auto targets = context_.registry.targets(ref);
  for (const auto* type : targets) {
    ZATO_TRY(const auto rows,
             connection_.query("SELECT id FROM " + type->table + " WHERE " + rows_of_cluster(*type) + " AND name = $2",
                               {context_.cluster_id, std::string(name)}));
    if (!rows.empty()) return rows.front().integer(0);
  }
  std::vector<std::string> names;
  for (const auto* type : targets) {
    ZATO_TRY(const auto rows, connection_.query("SELECT name FROM " + type->table + " WHERE " + rows_of_cluster(*type),
                                                {context_.cluster_id}));
    for (const auto& row : rows) names.push_back(row.text(0));
  }
  auto message = "there is no " + std::string(ref) + " `" + std::string(name) + "` in this cluster";
  if (const auto near = base::nearest(name, names)) message += "; did you mean `" + *near + "`?";
  return base::fail(Code::kNotFound, std::move(message));
}

}  // namespace zato::odb
