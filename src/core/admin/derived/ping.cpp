// zato.….ping and zato.….get-statistics: of connections that this process calls. What knows them is the process itself
// (Surroundings); elsewhere, and for types that nothing calls yet, the answer says so.
#include "admin/derived/subject.hpp"

namespace zato::admin {

namespace {

using base::Code;

bool is_called(const schema::ObjectType& type) {
  return type.find("ping_method") && type.runtime == schema::Runtime::kActive;
}

// A ping takes as long as the other side; no connection of the ODB waits for it.
base::Result<Answer> ask(Context& context, const Family& family, const Json& input, const Connections::Ask& asked,
                         const std::string& verb) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  const auto& type = *subject.type;
  if (!is_called(type)) {
    const auto& note = type.runtime_note;
    return base::fail(Code::kUnsupported, note.empty() ? type.label + ": " + verb + " is not offered for it" : note);
  }
  if (!asked) return base::fail(Code::kUnsupported, "only a running server can tell; name it with --server");
  return Answer{.later = [&asked, name = subject.name(), id = subject.id()]() -> base::Result<Json> {
    ZATO_TRY(auto body, asked(name));
    body["id"] = id;
    body["name"] = name;
    return body;
  }};
}

Service base_service(const Family& family, const std::string& verb) {
  Service service{.name = family.prefix + "." + verb, .input = {.parameters = identity_parameters()}};
  for (auto& parameter : type_parameters(family)) service.input.parameters.push_back(std::move(parameter));
  return service;
}

Shape ping_output() {
  using schema::Kind;
  return {.parameters = {{.name = "id", .kind = Kind::kInt, .help = "Number of the connection"},
                         {.name = "name", .help = "Name of the connection"},
                         {.name = "is_success", .kind = Kind::kBool, .help = "Whether there was an answer at all"},
                         {.name = "info", .help = "Status of the answer and how long it took, or why there was none"}}};
}

Shape statistics_output() {
  using schema::Kind;
  Shape shape{.parameters = {{.name = "id", .kind = Kind::kInt, .help = "Number of the connection"},
                             {.name = "name", .help = "Name of the connection"}}};
  const auto number = [&](const char* name, const char* help) {
    shape.parameters.push_back({.name = name, .kind = Kind::kInt, .help = help});
  };
  const auto time = [&](const char* name, const char* help) {
    shape.parameters.push_back({.name = name, .kind = Kind::kFloat, .help = help});
  };
  number("calls", "Calls that have ended, in the worker that answers this");
  number("errors", "Of them, those without an answer");
  number("refused", "Of them, those answered with a status of 400 or more");
  number("in_flight", "Calls that wait now, for the answer or for a connection");
  number("pool_size", "How many connections there may be");
  number("in_use", "Connections that carry a call now");
  number("idle", "Connections that are kept for the next calls");
  number("waiting", "Calls that wait for a connection");
  time("mean_ms", "Mean duration of a call in milliseconds");
  time("max_ms", "Longest call in milliseconds");
  time("last_ms", "Duration of the last call in milliseconds");
  shape.parameters.push_back({.name = "last_error", .help = "Why the last call without an answer had none"});
  return shape;
}

}  // namespace

Service ping_service(const Family& family) {
  auto service = base_service(family, "ping");
  service.help = "Calls the other side of a " + family.label() + " and tells what came of it.";
  service.needs = Permission::kOperate;
  service.output = ping_output;
  service.run = [family](Context& context, const Json& input) {
    return ask(context, family, input, context.around.connections.ping, "ping");
  };
  return service;
}

Service statistics_service(const Family& family) {
  auto service = base_service(family, "get-statistics");
  service.help = "How often a " + family.label() + " was called and how that went.";
  service.needs = Permission::kRead;
  service.output = statistics_output;
  service.run = [family](Context& context, const Json& input) {
    return ask(context, family, input, context.around.connections.statistics, "get-statistics");
  };
  return service;
}

}  // namespace zato::admin
