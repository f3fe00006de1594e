// Catalog: all admin services: those derived from the object types and those written by hand. Immutable once made.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "admin/service.hpp"

namespace zato::admin {

class Catalog {
 public:
  // A service that comes later replaces a derived one of the same name: that is what overrides are.
  explicit Catalog(const schema::Registry& registry, std::vector<Service> more = {});

  const Service* find(std::string_view name) const noexcept;
  base::Result<const Service*> get(std::string_view name) const;            // kNotFound with "did you mean"
  std::span<const Service> services() const noexcept { return services_; }  // by name
  const schema::Registry& registry() const noexcept { return registry_; }

 private:
  void add(std::vector<Service> services);

  const schema::Registry& registry_;
  std::vector<Service> services_;
};

// All that this program offers, over the object types of objects/all.hpp.
const Catalog& catalog();

}  // namespace zato::admin
