#include "admin/role.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace zato::admin {

namespace {

using enum Permission;

bool among(Permission permission, std::initializer_list<Permission> granted) noexcept {
  return std::ranges::find(granted, permission) != granted.end();
}

}  // namespace

bool may(Role role, Permission permission) noexcept {
  switch (role) {
    case Role::kNone:
      return false;
    case Role::kViewer:
      return among(permission, {kRead});
    case Role::kOperator:
      return among(permission, {kRead, kOperate});
    case Role::kDeveloper:
      return among(permission, {kRead, kOperate, kDevelop, kChange});
    case Role::kConfigAdmin:
      return among(permission, {kRead, kOperate, kDevelop, kConfigure, kChange});
    case Role::kSecurityAdmin:
      return among(permission, {kRead, kSecure, kChange, kAudit});
    case Role::kOwner:
      return permission != kUndeclared;
  }
  return false;
}

bool covers(Role role, Role other) noexcept {
  return std::ranges::all_of(kPermissions,
                             [=](Permission permission) { return !may(other, permission) || may(role, permission); });
}

std::string_view name_of(Role role) noexcept {
  static constexpr std::array<std::string_view, 7> kNames = {"none",         "viewer",         "operator", "developer",
                                                             "config-admin", "security-admin", "owner"};
  return kNames.at(static_cast<std::size_t>(role));
}

std::string_view name_of(Permission permission) noexcept {
  static constexpr std::array<std::string_view, 8> kNames = {"undeclared", "read",   "operate", "develop",
                                                             "configure",  "secure", "change",  "audit"};
  return kNames.at(static_cast<std::size_t>(permission));
}

std::optional<Role> role_named(std::string_view name) noexcept {
  const auto found = std::ranges::find(kRoles, name, [](Role role) { return name_of(role); });
  return found == std::end(kRoles) ? std::nullopt : std::optional(*found);
}

}  // namespace zato::admin
