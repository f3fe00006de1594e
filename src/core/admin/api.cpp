#include "admin/api.hpp"

#include "admin/audit.hpp"
#include "admin/escalation.hpp"
#include "admin/input.hpp"
#include "log/log.hpp"
#include "odb/changes.hpp"

namespace zato::admin {

using base::Code;
using base::Result;

namespace {

constexpr log::Logger kLog{"zato.admin"};

AuditEvent event_by(const Caller& caller, std::string kind, std::string service) {
  return {.kind = std::move(kind),
          .actor = caller.name,
          .role = std::string(name_of(caller.role)),
          .address = caller.address,
          .cid = caller.cid,
          .service = std::move(service)};
}

}  // namespace

Result<Answer> Api::call(const Caller& caller, std::string_view name, Json input) const {
  ZATO_TRY(const auto* service, options_.catalog.get(name));
  auto answer = authorised(caller, *service, std::move(input));
  if (!answer && answer.error().code == Code::kPermissionDenied) {
    kLog.warning("{} - refused: {}", caller.cid, answer.error().message);
    const auto recorded = record(caller, "refusal", service->name, answer.error().message);
    if (!recorded) kLog.error("{} - the refusal is not in the audit log: {}", caller.cid, recorded.error().text());
  }
  if (answer && answer->later) {
    ZATO_TRY(answer->body, answer->later());
  }
  if (answer && answer->sequence > 0 && options_.changed) options_.changed(answer->sequence);
  return answer;
}

Result<Answer> Api::authorised(const Caller& caller, const Service& service, Json input) const {
  if (!may(caller.role, service.needs)) {
    return base::fail(Code::kPermissionDenied, "`" + caller.name + "` with role `" + std::string(name_of(caller.role)) +
                                                   "` may not call " + service.name);
  }
  ZATO_TRY(const auto read, read_input(service, options_.cluster_id, std::move(input)));
  if (service.run_outside) return service.run_outside(options_.around, caller, read);
  return options_.with_connection(
      [&, this](odb::Connection& connection) { return run(connection, caller, service, read); });
}

Result<void> Api::record_login_failure(const Caller& caller, std::string details) const {
  return record(caller, "login-failure", "", std::move(details));
}

Result<void> Api::record(const Caller& caller, std::string kind, std::string service, std::string details) const {
  auto event = event_by(caller, std::move(kind), std::move(service));
  event.details = std::move(details);
  const auto recorded = options_.with_connection([&](odb::Connection& connection) {
    return odb::in_transaction(connection, odb::Mode::kWrite, [&]() -> Result<Answer> {
      ZATO_CHECK(record_event(connection, options_.cluster_id, event));
      return Answer{};
    });
  });
  if (!recorded) return base::fail(recorded.error());
  return {};
}

Result<Answer> Api::run(odb::Connection& connection, const Caller& caller, const Service& service,
                        const Json& input) const {
  const auto& registry = options_.catalog.registry();
  odb::Store store(
      connection,
      {.registry = registry, .cipher = options_.cipher, .cluster_id = options_.cluster_id, .actor = caller.name});
  std::vector<Deed> deeds;
  Context context{store, registry, options_.cipher, caller, service, options_.catalog, options_.around, deeds};
  const auto record_deeds = [&]() -> Result<void> {
    for (auto& deed : deeds) {
      auto event = event_by(caller, "change", service.name);
      event.deed = deed;
      ZATO_CHECK(record_event(connection, options_.cluster_id, std::move(event)));
    }
    return {};
  };
  if (!service.writes) {
    ZATO_TRY(auto answer, service.run(context, input));
    if (!deeds.empty()) ZATO_CHECK(odb::in_transaction(connection, odb::Mode::kWrite, record_deeds));
    return answer;
  }
  return store.transaction([&]() -> Result<Answer> {
    deeds.clear();
    ZATO_CHECK(store.take_turn());
    ZATO_TRY(const auto escalation, Escalation::watch(context));
    ZATO_TRY(auto answer, service.run(context, input));
    ZATO_CHECK(escalation.check(context));
    ZATO_CHECK(record_deeds());
    if (!deeds.empty()) {
      ZATO_TRY(answer.sequence, odb::current_sequence(connection, options_.cluster_id));
    }
    return answer;
  });
}

}  // namespace zato::admin
