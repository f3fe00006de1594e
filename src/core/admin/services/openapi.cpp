// zato.openapi.get: the description of this API, also served as /zato/admin/openapi.json.
#include "admin/openapi.hpp"

#include "admin/services/families.hpp"

namespace zato::admin {

std::vector<Service> openapi_services() {
  return {{.name = "zato.openapi.get",
           .help = "Returns the OpenAPI 3.1 description of the admin API.",
           .needs = Permission::kRead,
           .output = [] { return Shape{.open = true}; },
           .run = [](Context& context, const Json&) -> base::Result<Answer> {
             return Answer{.body = openapi(context.catalog)};
           }}};
}

}  // namespace zato::admin
