// Which permission changes of which objects need. The table by service prefix is in policy.cpp.
#pragma once

#include <string_view>

#include "admin/service.hpp"

namespace zato::admin {

// To create, edit and delete what the services of this prefix are about.
Permission permission_to_change(std::string_view prefix) noexcept;

// To switch them on and off: less is needed, except for security.
Permission permission_to_switch(std::string_view prefix) noexcept;

// kPermissionDenied unless the caller may change objects of this type: for services that handle several.
base::Result<void> may_change(const Context& context, const schema::ObjectType& type);

}  // namespace zato::admin
