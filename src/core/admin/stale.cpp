#include "admin/stale.hpp"

namespace zato::admin {

base::Result<void> check_not_stale(Context&, const Subject& subject, std::optional<std::int64_t> version) {
  const auto current = subject.type->system(subject.object.get()).version;
  if (!version || *version == current) return {};
  return base::fail(base::Code::kConflict, subject.type->label + " `" + subject.name() +
                                               "` was changed meanwhile: its version is " + std::to_string(current) +
                                               ", not " + std::to_string(*version));
}

}  // namespace zato::admin
