// Escalation: nobody makes himself more than he is. A caller neither gives, changes nor withdraws a role that allows
// what his own does not, nor touches the security definition of who has one. api.cpp asks before it commits.
#pragma once

#include <vector>

#include "admin/service.hpp"
#include "objects/admin_grant.hpp"

namespace zato::admin {

class Escalation {
 public:
  // Before the service runs, in its transaction.
  static base::Result<Escalation> watch(Context& context);

  // Afterwards: kPermissionDenied if what was done is more than the caller may do.
  base::Result<void> check(Context& context) const;

 private:
  explicit Escalation(std::vector<objects::AdminGrant> above) : above_(std::move(above)) {}

  std::vector<objects::AdminGrant> above_;  // grants of roles beyond the caller's, switched on or off
};

}  // namespace zato::admin
