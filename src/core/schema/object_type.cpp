#include "schema/object_type.hpp"

#include <algorithm>

namespace zato::schema {

namespace {

std::string without_id(const std::string& name) {
  return name.ends_with("_id") ? name.substr(0, name.size() - 3) : name;
}

// The key itself, its aliases, and what people write who guess it: "service", "service_name".
bool names_reference(const Field& field, std::string_view key) {
  const auto base = without_id(field.column());
  return key == reference_name(field) || key == base || key == base + "_name" ||
         std::find(field.aliases.begin(), field.aliases.end(), key) != field.aliases.end();
}

}  // namespace

std::string reference_name(const Field& field) {
  return field.by_name.empty() ? without_id(field.column()) + "_name" : field.by_name;
}

bool means_nothing(std::string_view reference) noexcept {
  return reference.empty() || reference == "ZATO_NONE" || reference == "ZATO_DEFAULT" ||
         reference == "zato-no-security";
}

const Field* ObjectType::find(std::string_view field) const noexcept {
  for (const auto& candidate : fields) {
    if (candidate.name == field || candidate.wire == field) return &candidate;
  }
  for (const auto& candidate : fields) {
    if (candidate.kind == Kind::kRef) continue;
    const auto& others = candidate.aliases;
    if (std::find(others.begin(), others.end(), field) != others.end()) return &candidate;
  }
  return nullptr;
}

const Field* ObjectType::find_reference(std::string_view key) const {
  for (const auto& candidate : fields) {
    if (candidate.kind == Kind::kRef && names_reference(candidate, key)) return &candidate;
  }
  return nullptr;
}

std::string ObjectType::name_of(const void* object) const {
  const auto* field = find("name");
  return field ? to_text(field->get(object)) : std::string();
}

Id ObjectType::cluster_of(const void* object) const {
  const auto own = system(object);
  return scope == Scope::kGlobal ? own.id : own.cluster_id;
}

}  // namespace zato::schema
