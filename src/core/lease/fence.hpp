// Fences: where orders of a role have an effect, those of an earlier holder have none. Called by whoever takes orders
// ("sinks"), with the epoch that came in the order.
#pragma once

#include "lease/machine.hpp"
#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::lease {

// In the transaction (Mode::kWrite) that has the order's effect, before it: kConflict when somebody has taken the role
// since `epoch`. Until the transaction ends nobody can take it.
base::Result<void> check_epoch(odb::Connection& odb, schema::Id cluster_id, const std::string& role, Epoch epoch);

}  // namespace zato::lease
