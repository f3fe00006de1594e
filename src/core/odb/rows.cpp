#include "odb/rows.hpp"

#include "base/text.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using schema::Field;
using schema::Kind;
using schema::ObjectType;

namespace {

// What a stored secret is bound to: it means nothing in another row, column, table or cluster.
std::string place_of(const ObjectType& type, const Field& field, const void* object) {
  return std::to_string(type.cluster_of(object)) + "|" + type.table + "|" + field.column() + "|" + type.name_of(object);
}

base::Failure corrupt(const ObjectType& type, const Field& field, const void* object, base::Error cause) {
  return base::fail(
      base::wrap(cause.code, type.label + " `" + type.name_of(object) + "`, field " + field.name, std::move(cause)));
}

Result<void> read_field(const ObjectType& type, const Field& field, const Cell& cell, const objects::Cipher& cipher,
                        void* object) {
  const bool null = std::holds_alternative<std::monostate>(cell);
  if (null && !field.nullable) {
    // A column that was added after this row was written: the field keeps its default, unless there is none to keep.
    if (!field.required) return {};
    return corrupt(type, field, object, {Code::kCorrupt, "the stored value is missing"});
  }
  auto value = null ? schema::Value() : to_value(field, cell);
  if (field.kind == Kind::kSecret && !null) {
    auto plain = cipher.decrypt(std::get<std::string>(value), place_of(type, field, object));
    if (!plain) return corrupt(type, field, object, plain.error());
    value = std::move(*plain);
  }
  if (auto wrong = field.set(object, std::move(value)); !wrong.empty()) {
    return corrupt(type, field, object, {Code::kCorrupt, "the stored value " + wrong});
  }
  return {};
}

}  // namespace

std::string select_list(const ObjectType& type, std::string_view qualifier) {
  const std::string before(qualifier);
  auto list = before + "id, " + before + "version";
  if (type.scope == schema::Scope::kCluster) list += ", " + before + "cluster_id";
  for (const auto& field : type.fields) list += ", " + before + field.column();
  return list;
}

std::size_t column_of(const ObjectType& type, const Field& field) {
  const std::size_t before = type.scope == schema::Scope::kCluster ? 3 : 2;
  return before + static_cast<std::size_t>(&field - type.fields.data());
}

std::string rows_of_cluster(const ObjectType& type) {
  std::string where = type.scope == schema::Scope::kGlobal ? "id = $1" : "cluster_id = $1";
  for (const auto& [column, value] : type.fixed) where += " AND " + column + " = '" + value + "'";
  return where;
}

Result<void> read_object(const ObjectType& type, const Row& row, const objects::Cipher& cipher, void* object) {
  std::size_t column = 0;
  schema::System system{.id = row.integer(column++)};
  system.version = row.integer(column++);
  if (type.scope == schema::Scope::kCluster) system.cluster_id = row.integer(column++);
  type.set_system(object, system);
  // The name first: it tells which object an error is about, and secrets are bound to it.
  const auto first = column;
  for (const bool names : {true, false}) {
    column = first;
    for (const auto& field : type.fields) {
      const auto& cell = row[column++];
      if ((field.name == "name") == names) ZATO_CHECK(read_field(type, field, cell, cipher, object));
    }
  }
  return {};
}

schema::Value to_value(const Field& field, const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    if (field.kind == Kind::kBool) return *number != 0;
    return *number;
  }
  if (const auto* text = std::get_if<std::string>(&cell); text && field.kind == Kind::kList) {
    return text->empty() ? schema::List() : [&] {
      schema::List items;
      for (const auto item : base::split(*text, '\n')) items.emplace_back(item);
      return items;
    }();
  }
  return std::visit([](const auto& same) { return schema::Value(same); }, cell);
}

Cell to_cell(const schema::Value& value) {
  if (const auto* list = std::get_if<schema::List>(&value)) return base::join(*list, "\n");
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::monostate();
}

Result<std::vector<Assignment>> assignments(const ObjectType& type, const void* object, const objects::Cipher& cipher) {
  std::vector<Assignment> out;
  for (const auto& [column, value] : type.fixed) out.push_back({column, value});
  for (const auto& field : type.fields) {
    if (field.state) continue;
    const auto value = field.get(object);
    if (const auto* secret = std::get_if<base::Secret>(&value)) {
      ZATO_TRY(auto stored, cipher.encrypt(*secret, place_of(type, field, object)));
      out.push_back({field.column(), std::move(stored)});
    } else {
      out.push_back({field.column(), to_cell(value)});
    }
  }
  return out;
}

}  // namespace zato::odb
