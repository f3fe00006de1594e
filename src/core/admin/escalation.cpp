#include "admin/escalation.hpp"

#include <algorithm>

namespace zato::admin {

using base::Result;

namespace {

Result<std::vector<objects::AdminGrant>> grants_above(Context& context) {
  const auto own = context.caller.role;
  if (own == Role::kOwner) return std::vector<objects::AdminGrant>();
  ZATO_TRY(auto grants, context.store.list<objects::AdminGrant>());
  std::erase_if(grants, [own](const objects::AdminGrant& grant) {
    const auto role = role_named(grant.role);
    return role && covers(own, *role);
  });
  return grants;
}

bool same(const objects::AdminGrant& one, const objects::AdminGrant& other) {
  return one.id == other.id && one.version == other.version;
}

base::Error refused(const Context& context, const std::string& what) {
  return {base::Code::kPermissionDenied, "`" + context.caller.name + "` with role `" +
                                             std::string(name_of(context.caller.role)) + "` may not " + what};
}

}  // namespace

Result<Escalation> Escalation::watch(Context& context) {
  ZATO_TRY(auto above, grants_above(context));
  return Escalation(std::move(above));
}

Result<void> Escalation::check(Context& context) const {
  ZATO_TRY(const auto now, grants_above(context));
  if (!std::ranges::equal(above_, now, same))
    return base::fail(refused(context, "give, change or withdraw a role that allows more than this one"));
  for (const auto& deed : context.deeds) {
    const auto type = context.registry.get(deed.object_type);
    if (!type || (*type)->family != "security") continue;
    const auto held = std::ranges::find(above_, deed.object_id, &objects::AdminGrant::security_id);
    if (held == above_.end()) continue;
    return base::fail(
        refused(context, deed.action + " `" + deed.object_name + "`, which has the role `" + held->role + "`"));
  }
  return {};
}

}  // namespace zato::admin
