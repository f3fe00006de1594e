#include "admin/catalog.hpp"

#include <algorithm>

#include "admin/derived/derived.hpp"
#include "admin/services/config_code.hpp"
#include "admin/services/families.hpp"
#include "base/text.hpp"
#include "objects/all.hpp"

namespace zato::admin {

Catalog::Catalog(const schema::Registry& registry, std::vector<Service> more) : registry_(registry) {
  add(derived_services(registry));
  add(std::move(more));
  std::ranges::sort(services_, {}, &Service::name);
}

void Catalog::add(std::vector<Service> services) {
  for (auto& service : services) {
    const auto known = std::ranges::find(services_, service.name, &Service::name);
    if (known == services_.end())
      services_.push_back(std::move(service));
    else
      *known = std::move(service);
  }
}

const Service* Catalog::find(std::string_view name) const noexcept {
  const auto at = std::ranges::lower_bound(services_, name, {}, &Service::name);
  return at == services_.end() || at->name != name ? nullptr : &*at;
}

base::Result<const Service*> Catalog::get(std::string_view name) const {
  if (const auto* service = find(name)) return service;
  std::vector<std::string> names;
  for (const auto& service : services_) names.push_back(service.name);
  auto message = "there is no admin service `" + std::string(name) + "`";
  if (const auto near = base::nearest(name, names)) message += "; did you mean `" + *near + "`?";
  return base::fail(base::Code::kNotFound, std::move(message));
}

const Catalog& catalog() {
  static const Catalog all = [] {
    const auto& registry = objects::all();
    std::vector<Service> more;
    for (auto& family : {config_services(), config_code_services(), security_services(registry),
                         server_services(registry), service_services(registry), statistics_services(registry), deployment_services(),
                         deployment_history_services(), group_services(registry), cluster_services(), info_services(), job_services(registry), audit_services(), message_services(), openapi_services()}) {
      more.insert(more.end(), family.begin(), family.end());
    }
    return Catalog(registry, std::move(more));
  }();
  return all;
}

}  // namespace zato::admin
