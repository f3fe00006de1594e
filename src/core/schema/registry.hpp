// Registry: all object types, found by name, in an order in which each type comes after those it refers to.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "schema/object_type.hpp"

namespace zato::schema {

class Registry {
 public:
  // The types must outlive the registry. Throws base::Exception when meta_check.hpp finds a defect in them.
  explicit Registry(std::vector<const ObjectType*> types);

  std::span<const ObjectType* const> types() const noexcept { return types_; }

  const ObjectType* find(std::string_view name) const noexcept;      // or null
  base::Result<const ObjectType*> get(std::string_view name) const;  // kNotFound, with "did you mean"

  // The type whose noun this is, or the only one that has it as an alias; or null.
  const ObjectType* find_noun(std::string_view noun) const noexcept;

  // The types whose objects an enmasse document lists under this key. Where there are several, the `type` of an item or
  // a fixed column tells them apart.
  std::vector<const ObjectType*> in_section(std::string_view section) const;

  // The types that admin services of this prefix handle; where there are several, fixed columns tell them apart.
  std::vector<const ObjectType*> served_by(std::string_view services) const;

  // The types that a reference named `ref` may point to: one type, or all of a family. They share one table.
  std::vector<const ObjectType*> targets(std::string_view ref) const;
  std::vector<const ObjectType*> targets(const Field& reference) const;  // those that this field accepts

  // The fields of other types that refer to `type`.
  struct Referrer {
    const ObjectType* type;
    const Field* field;
  };
  std::vector<Referrer> referrers(const ObjectType& type) const;

 private:
  std::vector<const ObjectType*> types_;
};

}  // namespace zato::schema
