#include "schema/object_type.hpp"

namespace zato::schema {

const Field* ObjectType::find(std::string_view field) const noexcept {
  for (const auto& candidate : fields) {
    if (candidate.name == field || candidate.wire == field) return &candidate;
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
