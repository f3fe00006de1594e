#include "objects/admin_grant.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& AdminGrant::type() {
  static const auto type =
      schema::Define<AdminGrant>({.name = "admin_grant",
                                  .label = "Admin grant",
                                  .help = "The role that callers with one security definition have in the admin API",
                                  .services = "zato.admin.grant",
                                  .noun = "admin-grant"})
          .field("name", &AdminGrant::name,
                 {.help = "Unique name of the grant", .required = true, .unique = true, .list = true})
          .field("is_active", &AdminGrant::is_active, {.help = "Whether the grant is in force", .list = true})
          .field("security_id", &AdminGrant::security_id,
                 {.help = "Definition whose credentials the callers send",
                  .required = true,
                  .ref = "security",
                  .list = true})
          .field("role", &AdminGrant::role,
                 {.help = "What the callers may do",
                  .required = true,
                  .one_of = {"viewer", "operator", "developer", "config-admin", "security-admin", "owner"},
                  .list = true})
          .unique({"security_id"})
          .done();
  return type;
}

}  // namespace zato::objects
