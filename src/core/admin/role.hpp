// Roles of the admin API: who may do what. The table is in role.cpp and is the only place that knows;
// docs/reference/roles.md is written from it.
#pragma once

#include <optional>
#include <string_view>

namespace zato::admin {

enum class Role { kNone, kViewer, kOperator, kDeveloper, kConfigAdmin, kSecurityAdmin, kOwner };

// What a service needs its caller to be allowed.
enum class Permission {
  kUndeclared,  // nobody declared it: nobody may
  kRead,        // look at configuration and state; never at secrets
  kOperate,     // ping, switch on and off, states of servers
  kDevelop,     // services
  kConfigure,   // everything that is neither of services nor of security
  kSecure,      // security definitions, groups, grants
  kChange,      // at least one of the three above; the service asks again for each object
  kAudit,       // read the audit log
};

inline constexpr Role kRoles[] = {Role::kNone,        Role::kViewer,        Role::kOperator, Role::kDeveloper,
                                  Role::kConfigAdmin, Role::kSecurityAdmin, Role::kOwner};
inline constexpr Permission kPermissions[] = {Permission::kUndeclared, Permission::kRead,      Permission::kOperate,
                                              Permission::kDevelop,    Permission::kConfigure, Permission::kSecure,
                                              Permission::kChange,     Permission::kAudit};

bool may(Role role, Permission permission) noexcept;

// Whoever has `role` may do whatever `other` may.
bool covers(Role role, Role other) noexcept;

std::string_view name_of(Role role) noexcept;  // "config-admin"; kNone: "none"
std::string_view name_of(Permission permission) noexcept;
std::optional<Role> role_named(std::string_view name) noexcept;

}  // namespace zato::admin
