// zato.server.*: what the derived services tell of a server, and how it fares (odb/server_state.hpp).
#include "admin/derived/subject.hpp"
#include "admin/services/families.hpp"
#include "odb/server_state.hpp"

namespace zato::admin {

namespace {

using base::Result;

void add_state(Json& server, const std::vector<odb::ServerState>& states) {
  for (const auto& state : states) {
    if (state.server_id != server["id"].get<schema::Id>()) continue;
    server["bind_host"] = state.bind_host;
    server["bind_port"] = state.bind_port;
    server["preferred_address"] = state.preferred_address;
    server["up_status"] = std::string(odb::up_status_name(state.status));
    server["up_mod_date"] = state.changed_at;
    server["config_sequence"] = state.config_sequence;
  }
}

Result<Answer> with_states(Context& context, Result<Answer> answer) {
  if (!answer) return answer;
  ZATO_TRY(const auto states, odb::server_states(context.store.connection(), context.store.cluster_id()));
  if (answer->body.is_array()) {
    for (auto& server : answer->body) add_state(server, states);
  } else {
    add_state(answer->body, states);
  }
  return answer;
}

Service with_states(Service service) {
  auto run = std::move(service.run);
  service.run = [run](Context& context, const Json& input) { return with_states(context, run(context, input)); };
  using schema::Kind;
  service.output = [output = std::move(service.output)] {
    auto shape = output();
    auto& out = shape.parameters;
    out.push_back({.name = "bind_host", .help = "Address on which it listens"});
    out.push_back({.name = "bind_port", .kind = Kind::kInt, .help = "Port on which it listens"});
    out.push_back({.name = "preferred_address", .help = "Where others reach it"});
    out.push_back({.name = "up_status", .help = "running, draining or clean-down; empty: never started"});
    out.push_back({.name = "up_mod_date", .help = "Since when (UTC)"});
    out.push_back({.name = "config_sequence", .kind = Kind::kInt, .help = "Number of the change that it has in force"});
    return shape;
  };
  return service;
}

}  // namespace

std::vector<Service> server_services(const schema::Registry& registry) {
  const Family family{"zato.server", registry.served_by("zato.server")};
  std::vector<Service> services;
  for (const char* verb : {"get", "get-by-id", "get-by-name"})
    services.push_back(with_states(get_service(family, verb)));
  services.push_back(with_states(get_list_service(family)));
  return services;
}

}  // namespace zato::admin
