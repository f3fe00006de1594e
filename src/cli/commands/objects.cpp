// zato create|delete rest-channel and basic-auth, with 3.2's options: written to the ODB of a server's directory, from
// where every server of the cluster takes it over.
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"
#include "odb/defaults.hpp"

namespace zato::cli {

namespace {

const std::string& required(const Arguments& arguments, const std::string& option) {
  if (!arguments.text(option).empty()) return arguments.text(option);
  throw Failure(ExitCode::kParameterMissing, fmt::format("--{} is missing", option));
}

bool truth(const Arguments& arguments, const std::string& option) {
  const auto value = base::parse_bool(arguments.text(option));
  if (value) return *value;
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("--{} must be true or false, not '{}'", option, arguments.text(option)));
}

template <class T>
T checked(base::Result<T> result) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(*result);
  }
  const bool refused = result.error().code == base::Code::kInvalidArgument ||
                       result.error().code == base::Code::kAlreadyExists ||
                       result.error().code == base::Code::kNotFound || result.error().code == base::Code::kConflict;
  throw Failure(refused ? ExitCode::kValidationError : ExitCode::kException, result.error().text());
}

ServerOdb open(const Arguments& arguments) { return open_server_odb(required(arguments, "path")); }

void create_channel(const Arguments& arguments) {
  const auto& service = required(arguments, "service");
  const auto& url_path = required(arguments, "url-path");
  auto server = open(arguments);
  auto store = server.odb->store(server.cluster_id);
  const auto write = [&]() -> base::Result<void> {
    ZATO_TRY(const auto service_id, odb::ensure_service(store, service, service, false));
    objects::RestChannel row{.name = arguments.has("name") ? arguments.text("name") : url_path,
                             .is_active = truth(arguments, "is-active"),
                             .url_path = url_path,
                             .method = arguments.text("method"),
                             .service_id = service_id,
                             .data_format = arguments.text("data-format"),
                             .match_slash = truth(arguments, "match-slash")};
    if (!arguments.text("security").empty()) {
      ZATO_TRY(const auto security, store.get<objects::BasicAuth>(std::string_view(arguments.text("security"))));
      row.security_id = security.id;
    }
    ZATO_CHECK(store.insert(std::move(row)));
    return {};
  };
  checked(store.transaction(write));
}

void create_basic_auth(const Arguments& arguments) {
  const auto& username = required(arguments, "username");
  auto password = secret_argument(arguments, "password", "password-file");
  const bool made_up = password.empty();
  if (made_up) password = base::random_hex(16);
  auto server = open(arguments);
  auto store = server.odb->store(server.cluster_id);
  checked(store.insert(objects::BasicAuth{.name = arguments.has("name") ? arguments.text("name") : username,
                                          .is_active = truth(arguments, "is-active"),
                                          .username = username,
                                          .realm = arguments.text("realm"),
                                          .password = base::Secret(password)}));
  made_up ? print_line(password) : print_ok();
}

template <class T>
void remove(const Arguments& arguments) {
  auto server = open(arguments);
  auto store = server.odb->store(server.cluster_id);
  const auto work = [&]() -> base::Result<void> {
    ZATO_TRY(const auto object, store.get<T>(std::string_view(required(arguments, "name"))));
    return store.remove(object);
  };
  checked(store.transaction(work));
}

const Option kPath{.name = "path", .help = "Directory of any server of the cluster.", .value = "DIRECTORY"};
const Option kName{.name = "name", .help = "Name of the object.", .value = "NAME"};
const Option kActive{.name = "is-active", .help = "Whether it is in use.", .value = "BOOL", .initial = "true"};

}  // namespace

void add_objects(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"create", "rest-channel"},
       .help = "Creates a REST channel: a URL path that invokes a service.",
       .options =
           {kPath,
            {.name = "name", .help = "Name of the channel; the URL path if not given.", .value = "NAME"},
            {.name = "url-path", .help = "URL path, such as /customer/{id}.", .value = "PATH"},
            {.name = "service", .help = "Service that requests invoke.", .value = "NAME"},
            {.name = "security",
             .help = "Name of the Basic Auth definition that callers must satisfy.",
             .value = "NAME"},
            {.name = "method", .help = "HTTP method; all if not given.", .value = "METHOD"},
            {.name = "data-format", .help = "How messages are read and written.", .value = "FORMAT", .initial = "json"},
            {.name = "match-slash",
             .help = "Whether path parameters may contain slashes.",
             .value = "BOOL",
             .initial = "true"},
            kActive},
       .examples = "  zato create rest-channel --path ~/env/qs-1/server1 --url-path /hello --service hello.world",
       .run = create_channel});
  commands.push_back({.path = {"delete", "rest-channel"},
                      .help = "Deletes a REST channel.",
                      .options = {kPath, kName},
                      .run = remove<objects::RestChannel>});
  commands.push_back(
      {.path = {"create", "basic-auth"},
       .help = "Creates a Basic Auth definition; prints its password if it made one up.",
       .options = {kPath,
                   {.name = "name", .help = "Name of the definition; the user name if not given.", .value = "NAME"},
                   {.name = "username", .help = "User name.", .value = "NAME"},
                   {.name = "realm", .help = "Realm that clients are told.", .value = "TEXT", .initial = "My realm"},
                   {.name = "password", .help = "Password; better: --password-file.", .value = "PASSWORD"},
                   {.name = "password-file", .help = "File that holds the password.", .value = "FILE"},
                   kActive},
       .says_ok = false,
       .run = create_basic_auth});
  commands.push_back({.path = {"delete", "basic-auth"},
                      .help = "Deletes a Basic Auth definition.",
                      .options = {kPath, kName},
                      .run = remove<objects::BasicAuth>});
}

}  // namespace zato::cli
