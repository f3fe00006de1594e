// zato.config.*: the configuration of the cluster as a whole: what changed, taking a change back, how far each server
// is.
#include <algorithm>

#include "admin/history_rows.hpp"
#include "admin/input.hpp"
#include "admin/paging.hpp"
#include "admin/policy.hpp"
#include "admin/services/families.hpp"
#include "odb/server_state.hpp"
#include "odb/worker_state.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::Result;
using schema::Kind;

Result<Answer> get_changes(Context& context, const Json& input) {
  odb::HistoryQuery query{.object_type = text_in(input, "object_type").value_or(""),
                          .after = number_in(input, "after").value_or(0)};
  if (!query.object_type.empty()) ZATO_CHECK(context.registry.get(query.object_type));
  return history_page(context, std::move(query), input);
}

Result<Answer> get_history(Context& context, const Json& input) {
  ZATO_TRY(const auto* type, context.registry.get(*text_in(input, "object_type")));
  odb::HistoryQuery query{.object_type = type->name,
                          .object_id = number_in(input, "id").value_or(0),
                          .name = text_in(input, "name").value_or("")};
  if (query.object_id == 0 && query.name.empty())
    return base::fail(Code::kInvalidArgument, "either `id` or `name` is required");
  return history_page(context, std::move(query), input);
}

Result<Answer> undo(Context& context, const Json& input) {
  const auto sequence = *number_in(input, "sequence");
  ZATO_TRY(const auto recorded, odb::recorded_change(context.store.connection(), context.store.cluster_id(), sequence));
  const auto& change = recorded.change;
  ZATO_TRY(const auto* type, context.registry.get(change.object_type));
  ZATO_CHECK(may_change(context, *type));
  if (type->services == "zato.deployment")
    return base::fail(Code::kUnsupported, "change " + std::to_string(sequence) +
                                              " deployed a file; zato.deployment.rollback brings an earlier version back");
  ZATO_CHECK(context.store.undo(sequence));
  context.deeds.push_back(
      {change.object_type, change.object_id, change.object_name, "undo of " + std::to_string(sequence), change.fields});
  return Answer{.body = {{"object_type", change.object_type},
                         {"id", change.object_id},
                         {"name", change.object_name},
                         {"undone", change.action}}};
}

Result<Json> laggards_of(Context& context, std::int64_t sequence) {
  ZATO_TRY(const auto behind, odb::laggards(context.store.connection(), context.store.cluster_id(), sequence));
  Json out = Json::array();
  for (const auto& one : behind) {
    out.push_back({{"server", one.server}, {"worker", one.worker}, {"config_sequence", one.config_sequence}});
  }
  return out;
}

Json described(const odb::WorkerState& worker) {
  return {{"worker", worker.worker}, {"config_sequence", worker.config_sequence}, {"digest", worker.digest}};
}

Result<Answer> status(Context& context, const Json&) {
  auto& connection = context.store.connection();
  const auto cluster = context.store.cluster_id();
  ZATO_TRY(const auto sequence, odb::current_sequence(connection, cluster));
  ZATO_TRY(const auto states, odb::server_states(connection, cluster));
  ZATO_TRY(const auto workers, odb::worker_states(connection, cluster));
  ZATO_TRY(const auto behind, laggards_of(context, sequence));
  Json servers = Json::array();
  for (const auto& state : states) {
    auto in_force = state.config_sequence;  // as the keeper's heartbeat says; workers are ahead of it
    Json of_server = Json::array();
    for (const auto& worker : workers) {
      if (worker.server_id != state.server_id) continue;
      in_force = of_server.empty() ? worker.config_sequence : std::min(in_force, worker.config_sequence);
      of_server.push_back(described(worker));
    }
    servers.push_back({{"id", state.server_id},
                       {"name", state.name},
                       {"up_status", std::string(odb::up_status_name(state.status))},
                       {"config_sequence", in_force},
                       {"is_current", in_force >= sequence},
                       {"workers", std::move(of_server)}});
  }
  return Answer{
      .body = {{"sequence", sequence}, {"is_applied_everywhere", behind.empty()}, {"servers", std::move(servers)}}};
}

}  // namespace

std::vector<Service> config_services() {
  auto changes = paging_parameters();
  changes.push_back({.name = "after", .kind = Kind::kInt, .help = "Only changes with a higher number"});
  changes.push_back({.name = "object_type", .help = "Only changes of objects of this type"});
  auto of_object = paging_parameters();
  of_object.push_back({.name = "object_type", .help = "Type of the object", .required = true});
  of_object.push_back({.name = "id", .kind = Kind::kRef, .help = "Id of the object"});
  of_object.push_back({.name = "name", .help = "A name that it has or had"});
  return {
      {.name = "zato.config.get-changes",
       .help = "Lists the changes of the configuration, the newest first.",
       .needs = Permission::kRead,
       .input = {.parameters = std::move(changes)},
       .output = history_shape,
       .run = get_changes},
      {.name = "zato.config.get-history",
       .help = "Lists the changes of one object, the newest first.",
       .needs = Permission::kRead,
       .input = {.parameters = std::move(of_object)},
       .output = history_shape,
       .run = get_history},
      {.name = "zato.config.undo",
       .help = "Takes one change back, unless the same was changed again since.",
       .needs = Permission::kChange,
       .writes = true,
       .input = {.parameters = {{.name = "sequence",
                                 .kind = Kind::kInt,
                                 .help = "Number of the change",
                                 .required = true,
                                 .aliases = {"seq"}}}},
       .output =
           [] {
             return Shape{.parameters = {{.name = "object_type", .help = "Type of the object"},
                                         {.name = "id", .kind = Kind::kRef, .help = "Its id"},
                                         {.name = "name", .help = "Its name"},
                                         {.name = "undone", .help = "What was taken back: create, edit or delete"}}};
           },
       .run = undo},
      {.name = "zato.config.status",
       .help = "Tells the number of the last change and which servers have it in force.",
       .needs = Permission::kRead,
       .output =
           [] {
             return Shape{
                 .parameters = {
                     {.name = "sequence", .kind = Kind::kInt, .help = "Number of the last change"},
                     {.name = "is_applied_everywhere",
                      .kind = Kind::kBool,
                      .help = "Whether every running server has it in force"},
                     {.name = "servers",
                      .help = "How far each server is, and each of its workers with the digest of what it has in force",
                      .any = true}}};
           },
       .run = status},
  };
}

}  // namespace zato::admin
