// docs/reference/roles.md: which role may call which admin service, as a page.
#pragma once

#include "admin/catalog.hpp"

namespace zato::admin {

std::string roles_page(const Catalog& catalog);

}  // namespace zato::admin
