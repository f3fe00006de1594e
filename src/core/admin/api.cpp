#include "admin/api.hpp"

#include "admin/input.hpp"
#include "odb/changes.hpp"

namespace zato::admin {

using base::Code;
using base::Result;

Result<Answer> Api::call(const Caller& caller, std::string_view name, const Json& input) const {
  ZATO_TRY(const auto* service, options_.catalog.get(name));
  if (!may(caller.role, service->needs)) {
    return base::fail(Code::kPermissionDenied, "`" + caller.name + "` with role `" + std::string(name_of(caller.role)) +
                                                   "` may not call " + service->name);
  }
  ZATO_TRY(const auto read, read_input(*service, options_.cluster_id, input));
  auto answer = options_.with_connection(
      [this, &caller, service, &read](odb::Connection& connection) { return run(connection, caller, *service, read); });
  if (answer && answer->sequence > 0 && options_.changed) options_.changed(answer->sequence);
  return answer;
}

Result<Answer> Api::run(odb::Connection& connection, const Caller& caller, const Service& service,
                        const Json& input) const {
  const auto& registry = options_.catalog.registry();
  odb::Store store(
      connection,
      {.registry = registry, .cipher = options_.cipher, .cluster_id = options_.cluster_id, .actor = caller.name});
  std::vector<Deed> deeds;
  Context context{store, registry, options_.cipher, caller, service, options_.catalog, options_.around, deeds};
  if (!service.writes) return service.run(context, input);
  return store.transaction([&]() -> Result<Answer> {
    deeds.clear();
    ZATO_TRY(auto answer, service.run(context, input));
    if (!deeds.empty()) {
      ZATO_TRY(answer.sequence, odb::current_sequence(connection, options_.cluster_id));
    }
    return answer;
  });
}

}  // namespace zato::admin
