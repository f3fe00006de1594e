// Optimistic locking: whoever names the version that a change is based on is told when there is a newer one, and what
// changed since.
#pragma once

#include "admin/derived/subject.hpp"

namespace zato::admin {

// kConflict unless `version` is the subject's own, or nothing.
base::Result<void> check_not_stale(Context& context, const Subject& subject, std::optional<std::int64_t> version);

}  // namespace zato::admin
