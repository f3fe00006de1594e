#include "admin/policy.hpp"

#include <array>

namespace zato::admin {

namespace {

struct Rule {
  std::string_view prefix;
  Permission permission;
};

// The first that fits; everything else is configuration.
constexpr std::array kRules = {
    Rule{"zato.security.", Permission::kSecure}, Rule{"zato.groups", Permission::kSecure},
    Rule{"zato.admin.", Permission::kSecure},    Rule{"zato.service", Permission::kDevelop},
    Rule{"zato.deployment", Permission::kDevelop},
    Rule{"zato.server", Permission::kOperate},
};

}  // namespace

Permission permission_to_change(std::string_view prefix) noexcept {
  for (const auto& rule : kRules) {
    if (prefix.starts_with(rule.prefix)) return rule.permission;
  }
  return Permission::kConfigure;
}

Permission permission_to_switch(std::string_view prefix) noexcept {
  return permission_to_change(prefix) == Permission::kSecure ? Permission::kSecure : Permission::kOperate;
}

base::Result<void> may_change(const Context& context, const schema::ObjectType& type) {
  if (context.may(permission_to_change(type.services))) return {};
  return base::fail(base::Code::kPermissionDenied, "`" + context.caller.name + "` with role `" +
                                                       std::string(name_of(context.caller.role)) +
                                                       "` may not change a " + type.label);
}

}  // namespace zato::admin
