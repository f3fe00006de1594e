// zato.audit-log.get-list and verify.
#include "admin/audit.hpp"

#include "admin/input.hpp"
#include "admin/paging.hpp"
#include "admin/services/families.hpp"

namespace zato::admin {

namespace {

using base::Result;
using schema::Kind;

Json row_of(const AuditEvent& event) {
  return {{"seq", event.sequence},
          {"at", event.happened_at},
          {"kind", event.kind},
          {"actor", event.actor},
          {"role", event.role},
          {"address", event.address},
          {"cid", event.cid},
          {"service", event.service},
          {"object_type", event.deed.object_type},
          {"object_id", event.deed.object_id},
          {"object_name", event.deed.object_name},
          {"action", event.deed.action},
          {"fields", event.deed.fields},
          {"details", event.details},
          {"hash", event.hash}};
}

Result<Answer> get_list(Context& context, const Json& input) {
  const auto page = page_wanted(input);
  AuditQuery query{.kind = text_in(input, "kind").value_or(""),
                   .actor = text_in(input, "actor").value_or(""),
                   .object_type = text_in(input, "object_type").value_or("")};
  auto& connection = context.store.connection();
  ZATO_TRY(const auto total, audit_count(connection, context.store.cluster_id(), query));
  if (page.paginate) {
    query.offset = (page.number - 1) * page.size;
    query.limit = page.size;
  }
  ZATO_TRY(const auto events, audit_events(connection, context.store.cluster_id(), query));
  Json rows = Json::array();
  for (const auto& event : events) rows.push_back(row_of(event));
  return page_of(std::move(rows), page, total, input);
}

Result<Answer> verify(Context& context, const Json&) {
  ZATO_TRY(const auto check, verify_chain(context.store.connection(), context.store.cluster_id()));
  return Answer{.body = {{"is_whole", check.broken_at == 0},
                         {"events", check.events},
                         {"broken_at", check.broken_at},
                         {"problem", check.problem}}};
}

Shape event_shape() {
  Shape shape{.list = true, .paged = true};
  for (const auto& [name, help] :
       {std::pair("at", "When it happened (UTC)"), std::pair("kind", "change, refusal or login-failure"),
        std::pair("actor", "Who it was"), std::pair("role", "With which role"), std::pair("address", "From where"),
        std::pair("cid", "Id of the request"), std::pair("service", "Admin service that was called"),
        std::pair("object_type", "Type of the object"), std::pair("object_name", "Its name"),
        std::pair("action", "What was done"), std::pair("details", "Why it was refused"),
        std::pair("hash", "Hash over this event and all before")}) {
    shape.parameters.push_back({.name = name, .help = help});
  }
  shape.parameters.push_back({.name = "seq", .kind = Kind::kInt, .help = "Number of the event, without gaps"});
  shape.parameters.push_back({.name = "object_id", .kind = Kind::kRef, .help = "Id of the object"});
  shape.parameters.push_back({.name = "fields", .kind = Kind::kList, .help = "Names of the fields that were changed"});
  return shape;
}

}  // namespace

std::vector<Service> audit_services() {
  auto parameters = paging_parameters();
  parameters.push_back({.name = "kind", .help = "change, refusal or login-failure"});
  parameters.push_back({.name = "actor", .help = "Only what this caller did"});
  parameters.push_back({.name = "object_type", .help = "Only what happened to objects of this type"});
  return {
      {.name = "zato.audit-log.get-list",
       .help = "Lists what was changed and refused, the newest first.",
       .needs = Permission::kAudit,
       .input = {.parameters = std::move(parameters)},
       .output = event_shape,
       .run = get_list},
      {.name = "zato.audit-log.verify",
       .help = "Checks that no event of the audit log was altered or taken out.",
       .needs = Permission::kAudit,
       .output =
           [] {
             return Shape{
                 .parameters = {
                     {.name = "is_whole", .kind = Kind::kBool, .help = "Whether the log is as it was written"},
                     {.name = "events", .kind = Kind::kInt, .help = "Events that are"},
                     {.name = "broken_at", .kind = Kind::kInt, .help = "Number of the first that is not; 0 if all are"},
                     {.name = "problem", .help = "What is wrong there"}}};
           },
       .run = verify}};
}

}  // namespace zato::admin
