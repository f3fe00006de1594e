// OpenAPI 3.1 of the admin API, derived from the catalog: what zato.openapi.get answers, `zato openapi` writes and
// docs/reference/openapi.json holds.
#pragma once

#include "admin/catalog.hpp"

namespace zato::admin {

Json openapi(const Catalog& catalog);

}  // namespace zato::admin
