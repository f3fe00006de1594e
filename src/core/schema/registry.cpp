#include "schema/registry.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "schema/meta_check.hpp"

namespace zato::schema {

namespace {

using Types = std::vector<const ObjectType*>;

bool answers_to(const ObjectType& type, std::string_view ref) { return type.name == ref || type.family == ref; }

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool refers_to_any(const ObjectType& type, const Types& others) {
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const Field& field) {
    return !field.ref.empty() && std::any_of(others.begin(), others.end(), [&](const ObjectType* other) {
      return other->table != type.table && answers_to(*other, field.ref);
    });
  });
}

// References first; among equals the order of the list stays. meta_check has refused cycles.
Types ordered(Types left) {
  Types out;
  while (!left.empty()) {
    const auto next =
        std::find_if(left.begin(), left.end(), [&](const auto* type) { return !refers_to_any(*type, left); });
    out.push_back(*next);
    left.erase(next);
  }
  return out;
}

}  // namespace

Registry::Registry(std::vector<const ObjectType*> types) {
  const auto problems = meta_check(types);
  if (!problems.empty()) throw base::Exception({base::Code::kInternal, "object types: " + base::join(problems, "; ")});
  types_ = ordered(std::move(types));
}

const ObjectType* Registry::find(std::string_view name) const noexcept {
  const auto at = std::find_if(types_.begin(), types_.end(), [&](const auto* type) { return type->name == name; });
  return at == types_.end() ? nullptr : *at;
}

base::Result<const ObjectType*> Registry::get(std::string_view name) const {
  if (const auto* type = find(name)) return type;
  std::vector<std::string> names;
  for (const auto* type : types_) names.push_back(type->name);
  std::string message = "no such object type `" + std::string(name) + "`";
  if (const auto near = base::nearest(name, names)) message += "; did you mean `" + *near + "`?";
  return base::fail(base::Code::kNotFound, std::move(message));
}

std::vector<const ObjectType*> Registry::targets(std::string_view ref) const {
  Types out;
  std::copy_if(types_.begin(), types_.end(), std::back_inserter(out),
               [&](const auto* type) { return answers_to(*type, ref); });
  return out;
}

std::vector<const ObjectType*> Registry::targets(const Field& reference) const {
  auto out = targets(reference.ref);
  const auto& only = reference.only;
  std::erase_if(out, [&](const auto* type) { return !only.empty() && !contains(only, type->name); });
  return out;
}

const ObjectType* Registry::find_noun(std::string_view noun) const noexcept {
  const auto at = std::find_if(types_.begin(), types_.end(), [&](const auto* type) { return type->noun == noun; });
  if (at != types_.end()) return *at;
  const auto also = [&](const auto* type) { return contains(type->aliases, noun); };
  const auto other = std::find_if(types_.begin(), types_.end(), also);
  if (other == types_.end() || std::any_of(std::next(other), types_.end(), also)) return nullptr;
  return *other;
}

std::vector<const ObjectType*> Registry::in_section(std::string_view section) const {
  Types out;
  std::copy_if(types_.begin(), types_.end(), std::back_inserter(out),
               [&](const auto* type) { return type->section == section || contains(type->aliases, section); });
  return out;
}

std::vector<const ObjectType*> Registry::served_by(std::string_view services) const {
  Types out;
  std::copy_if(types_.begin(), types_.end(), std::back_inserter(out),
               [&](const auto* type) { return type->services == services; });
  return out;
}

std::vector<Registry::Referrer> Registry::referrers(const ObjectType& type) const {
  std::vector<Referrer> out;
  for (const auto* other : types_) {
    for (const auto& field : other->fields) {
      const bool accepted = field.only.empty() || contains(field.only, type.name);
      if (!field.ref.empty() && answers_to(type, field.ref) && accepted) out.push_back({other, &field});
    }
  }
  return out;
}

}  // namespace zato::schema
