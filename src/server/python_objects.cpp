#include "server/python_objects.hpp"

#include <nlohmann/json.hpp>

#include "objects/all.hpp"

namespace zato::server {
namespace {

using nlohmann::json;

json json_of(const schema::Value& value) {
  return std::visit(
      [](const auto& held) -> json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>)
          return nullptr;
        else if constexpr (std::is_same_v<Held, base::Secret>)
          return held.reveal();
        else
          return held;
      },
      value);
}

std::string text_of(const schema::ObjectType& type, const void* object) {
  const auto system = type.system(object);
  json out{{"id", system.id}, {"version", system.version}, {"object_type", type.name}};
  for (const auto& field : type.fields) out[field.column()] = json_of(field.get(object));
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string PythonObjects::find(std::string_view type_name, std::string_view name) const {
  const auto snapshot = snapshot_.load();
  const auto* type = objects::all().find(type_name);
  if (!snapshot || !type) return {};
  const void* object = snapshot->find(*type, name);
  return object ? text_of(*type, object) : std::string();
}

std::string PythonObjects::find(std::string_view type_or_family, schema::Id id) const {
  const auto snapshot = snapshot_.load();
  if (!snapshot) return {};
  for (const auto* type : objects::all().targets(type_or_family)) {
    if (const void* object = snapshot->find(*type, id)) return text_of(*type, object);
  }
  return {};
}

std::vector<std::string> PythonObjects::names(std::string_view type_name) const {
  const auto snapshot = snapshot_.load();
  const auto* type = objects::all().find(type_name);
  std::vector<std::string> names;
  if (!snapshot || !type) return names;
  for (const void* object : snapshot->all(*type)) names.push_back(type->name_of(object));
  return names;
}

}  // namespace zato::server
