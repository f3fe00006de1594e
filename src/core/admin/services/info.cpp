// zato.info.*: which program answers.
#include "admin/catalog.hpp"
#include "admin/services/families.hpp"
#include "zato/version.hpp"

namespace zato::admin {

namespace {

base::Result<Answer> get_info(Context& context, const Json&) {
  Json info = {{"version", kVersion},
               {"server_name", context.around.server},
               {"cluster_id", context.store.cluster_id()},
               {"services", context.catalog.services().size()},
               {"object_types", context.registry.types().size()}};
  for (const auto& [name, fact] : context.around.facts) info[name] = fact;
  return Answer{.body = {{"info", std::move(info)}}};
}

Service info_service(std::string name) {
  return {.name = std::move(name),
          .help = "Tells which version of the program answers, on which server.",
          .needs = Permission::kRead,
          .output = [] { return Shape{.parameters = {{.name = "info", .help = "Facts by name", .any = true}}}; },
          .run = get_info};
}

}  // namespace

std::vector<Service> info_services() {
  return {info_service("zato.info.get-info"), info_service("zato.info.get-server-info")};
}

}  // namespace zato::admin
