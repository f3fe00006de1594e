#include "odb/images.hpp"

#include <nlohmann/json.hpp>

namespace zato::odb {

using base::Code;
using base::Result;
using nlohmann::json;
using schema::Field;
using schema::Kind;
using schema::ObjectType;
using schema::Value;

namespace {

json to_json(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* list = std::get_if<schema::List>(&value)) return *list;
  return nullptr;
}

std::string text_of(const json& image) { return image.dump(-1, ' ', false, json::error_handler_t::replace); }

Result<json> parse(const ObjectType& type, std::string_view image) {
  auto parsed = json::parse(image, nullptr, false);
  if (parsed.is_object()) return parsed;
  return base::fail(Code::kCorrupt, type.label + ": what a change recorded cannot be read");
}

// A value of another kind than the field's is left out, as a field that is gone.
Value from_json(const Field& field, const json& value) {
  switch (field.kind) {
    case Kind::kBool:
      return value.is_boolean() ? Value(value.get<bool>()) : Value();
    case Kind::kInt:
    case Kind::kRef:
      return value.is_number_integer() ? Value(value.get<std::int64_t>()) : Value();
    case Kind::kFloat:
      return value.is_number() ? Value(value.get<double>()) : Value();
    case Kind::kList: {
      schema::List items;
      for (const auto& item : value) {
        if (item.is_string()) items.push_back(item.get<std::string>());
      }
      return items;
    }
    default:
      return value.is_string() ? Value(value.get<std::string>()) : Value();
  }
}

Cell cell_of(const Field& field, const json& image) {
  const auto at = image.find(field.column());
  if (field.state || at == image.end()) return std::monostate();
  return to_cell(from_json(field, *at));
}

}  // namespace

std::string image_of(const ObjectType& type, const Row& row) {
  auto image = json::object();
  for (const auto& field : type.fields) {
    if (!field.state) image[field.column()] = to_json(to_value(field, row[column_of(type, field)]));
  }
  return text_of(image);
}

std::string image_of(const ObjectType& type, const std::vector<Assignment>& values) {
  auto image = json::object();
  for (const auto& value : values) {
    if (const auto* field = type.find(value.column)) image[value.column] = to_json(to_value(*field, value.value));
  }
  return text_of(image);
}

Result<std::shared_ptr<void>> object_of(const ObjectType& type, std::string_view image, schema::Id cluster_id,
                                        const objects::Cipher& cipher) {
  ZATO_TRY(const auto values, parse(type, image));
  std::vector<Cell> cells = {std::int64_t{0}, std::int64_t{0}};
  if (type.scope == schema::Scope::kCluster) cells.emplace_back(cluster_id);
  for (const auto& field : type.fields) cells.push_back(cell_of(field, values));
  auto object = type.create();
  ZATO_CHECK(read_object(type, Row(std::move(cells)), cipher, object.get()));
  return object;
}

Result<schema::Record> masked_record(const ObjectType& type, std::string_view image) {
  ZATO_TRY(const auto values, parse(type, image));
  schema::Record record;
  for (const auto& field : type.fields) {
    const auto at = values.find(field.column());
    if (at == values.end()) continue;
    record[field.name] = field.kind == Kind::kSecret ? Value(base::Secret(base::kMasked)) : from_json(field, *at);
  }
  return record;
}

bool same(const Value& a, const Value& b) {
  const auto* secret = std::get_if<base::Secret>(&a);
  const auto* other = std::get_if<base::Secret>(&b);
  if (secret && other) return secret->reveal() == other->reveal();
  if (secret || other || a.index() != b.index()) return false;
  return to_cell(a) == to_cell(b);
}

std::vector<std::string> differences(const ObjectType& type, const void* a, const void* b) {
  std::vector<std::string> names;
  for (const auto& field : type.fields) {
    if (!field.state && !same(field.get(a), field.get(b))) names.push_back(field.name);
  }
  return names;
}

}  // namespace zato::odb
