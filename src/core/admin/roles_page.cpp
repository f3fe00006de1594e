#include "admin/roles_page.hpp"

namespace zato::admin {

namespace {

void add_row(std::string& page, const std::string& first, std::string_view second, Permission permission) {
  page += "| " + first + " | " + std::string(second) + " |";
  for (const auto role : kRoles) {
    if (role != Role::kNone) page += may(role, permission) ? " yes |" : " |";
  }
  page += '\n';
}

void add_head(std::string& page, const std::string& first, const std::string& second) {
  page += "| " + first + " | " + second + " |";
  for (const auto role : kRoles) {
    if (role != Role::kNone) page += " " + std::string(name_of(role)) + " |";
  }
  page += "\n|---|---|---|---|---|---|---|---|\n";
}

std::string_view meaning(Permission permission) {
  switch (permission) {
    case Permission::kRead:
      return "look at configuration and state; secrets are masked";
    case Permission::kOperate:
      return "ping, switch on and off, servers";
    case Permission::kDevelop:
      return "services";
    case Permission::kConfigure:
      return "everything that is neither of services nor of security";
    case Permission::kSecure:
      return "security definitions, groups, grants";
    case Permission::kChange:
      return "at least one of the three above; each object is checked by itself";
    case Permission::kAudit:
      return "the audit log";
    case Permission::kUndeclared:
      break;
  }
  return "nothing";
}

}  // namespace

std::string roles_page(const Catalog& catalog) {
  std::string page =
      "# Roles of the admin API\n\n"
      "Written from the program by its tests (`tests/unit/admin/reference_test.cpp`); do not edit by hand.\n\n"
      "A security definition gets its role from an admin grant. Whoever has none may do nothing. A service that "
      "invokes an\n"
      "admin service has the role of whoever called the channel at the outside, and none where there was no "
      "channel.\n\n"
      "Nobody makes himself more than he is: a caller neither gives, changes nor withdraws a role that allows what his "
      "own does\n"
      "not, nor changes the security definition of who has one (`src/core/admin/escalation.hpp`).\n\n"
      "## Permissions\n\n";
  add_head(page, "permission", "allows");
  for (const auto permission : kPermissions) {
    if (permission != Permission::kUndeclared)
      add_row(page, std::string(name_of(permission)), meaning(permission), permission);
  }
  page += "\n## Services\n\n";
  add_head(page, "service", "needs");
  for (const auto& service : catalog.services())
    add_row(page, "`" + service.name + "`", name_of(service.needs), service.needs);
  return page;
}

}  // namespace zato::admin
