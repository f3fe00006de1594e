#include "odb/migrations/all.hpp"

#include <array>

namespace zato::odb {

namespace {

// Whoever could administer a cluster before there were grants still can.
base::Result<void> grant_owners(Connection& connection) {
  ZATO_CHECK(connection.execute(
      "INSERT INTO admin_grant (cluster_id, name, security_id, role) SELECT cluster_id, name, id, 'owner' "
      "FROM sec_base WHERE name = 'admin.invoke' AND sec_type = 'basic_auth' "
      "AND id NOT IN (SELECT security_id FROM admin_grant)"));
  return {};
}

}  // namespace

std::span<const Migration> migrations() {
  static constexpr std::array kAll = {
      Migration{1, "initial", nullptr},
      // Changes tell what they changed. Nothing to rewrite, but programs that do not know it must not write here any
      // more.
      Migration{2, "history", nullptr},
      Migration{3, "grants", nullptr, grant_owners},
      // Services come from the ODB. Servers that do not know it would go on with older code.
      Migration{4, "deployments", nullptr},
  };
  return kAll;
}

}  // namespace zato::odb
