// zato create odb|cluster|server|load-balancer|scheduler|web-admin and zato delete odb: the parts that quickstart puts
// together. Positionals are those of 3.2; where 2.0 and 1.1 had more, their number tells which form was meant.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/layouts.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Words slice(const Words& words, std::size_t from, std::size_t count) {
  return {words.begin() + static_cast<std::ptrdiff_t>(from), words.begin() + static_cast<std::ptrdiff_t>(from + count)};
}

std::vector<Option> join(std::vector<Option> left, const std::vector<Option>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

config::OdbSettings odb_settings(const Arguments& arguments, const Words& words) {
  auto settings = odb_from_arguments(arguments, words);
  if (settings.db_name.empty()) {
    throw Failure(ExitCode::kParameterMissing,
                  "--odb-db-name is missing; with SQLite it is the path of the database's file");
  }
  return settings;
}

std::int64_t port_of(const std::string& text, const std::string& what) {
  auto port = base::parse_number<std::uint16_t>(text);
  if (!port || *port == 0) {
    throw Failure(ExitCode::kInvalidInput, fmt::format("{} must be a port from 1 to 65535, not '{}'", what, text));
  }
  return *port;
}

// ---- odb
// ------------------------------------------------------------------------------------------------------------------

void create_odb(const Arguments& arguments) {
  const auto settings = odb_settings(arguments, arguments.list("old"));
  OdbAccess odb(settings, security::SecretKey::create());
  const bool existed = odb.schema_exists();
  if (existed && !arguments.has("skip-if-exists")) {
    throw Failure(ExitCode::kOdbExists, fmt::format("{} already has an ODB schema", describe(settings)));
  }
  odb.create_schema();
}

// People are asked, scripts are believed, as with Zato.
void confirm(const Arguments& arguments, const std::string& question) {
  if (arguments.has("yes") || ::isatty(STDIN_FILENO) == 0) return;
  fmt::print(stderr, "{}", question);
  char answer[16] = "";
  if (!std::fgets(answer, sizeof(answer), stdin) || base::trim(answer) != "yes") {
    throw Failure(ExitCode::kNoInput, "nothing was removed");
  }
}

void delete_odb(const Arguments& arguments) {
  const auto settings = odb_settings(arguments, arguments.list("old"));
  OdbAccess odb(settings, security::SecretKey::create());
  if (!odb.schema_exists())
    throw Failure(ExitCode::kNoOdbFound, fmt::format("{} has no ODB schema", describe(settings)));
  confirm(arguments, fmt::format("This removes every cluster in {}. Type yes to go on: ", describe(settings)));
  odb.drop_schema();
}

// ---- cluster
// --------------------------------------------------------------------------------------------------------------

struct ClusterWords {
  Words odb;
  NewCluster cluster;
};

// cluster_name · lb_host lb_port lb_agent_port broker_host broker_port cluster_name · odb_type and these (2.0) · the
// five of the ODB, these, tech_account_name (1.1)
ClusterWords cluster_words(const Arguments& arguments) {
  const auto& words = arguments.list("words");
  auto from_six = [&](std::size_t at) {
    return NewCluster{.name = words[at + 5],
                      .broker_host = words[at + 3],
                      .broker_port = port_of(words[at + 4], "broker_port"),
                      .lb_host = words[at],
                      .lb_port = port_of(words[at + 1], "lb_port"),
                      .lb_agent_port = port_of(words[at + 2], "lb_agent_port")};
  };
  switch (words.size()) {
    case 1:
      return {{},
              {.name = words[0],
               .broker_host = arguments.text("broker-host"),
               .broker_port = arguments.number("broker-port", 1, 65535),
               .lb_host = arguments.text("lb-host"),
               .lb_port = arguments.number("lb-port", 1, 65535),
               .lb_agent_port = arguments.number("lb-agent-port", 1, 65535)}};
    case 6:
      return {{}, from_six(0)};
    case 7:
      return {slice(words, 0, 1), from_six(1)};
    case 12:
      return {slice(words, 0, 5), from_six(5)};
    default:
      throw Failure(ExitCode::kInvalidInput,
                    "one name is expected, or 'lb_host lb_port lb_agent_port broker_host broker_port cluster_name'");
  }
}

void create_cluster(const Arguments& arguments) {
  const auto words = cluster_words(arguments);
  OdbAccess odb(odb_settings(arguments, words.odb), secret_key_required(arguments));
  auto password = secret_argument(arguments, "admin-invoke-password", "admin-invoke-password-file");
  if (password.empty()) password = "admin.invoke." + base::random_hex(16);
  try {
    odb.create_cluster(words.cluster, base::Secret(password));
  } catch (const Failure& failure) {
    if (failure.code() != ExitCode::kClusterNameExists || !arguments.has("skip-if-exists")) throw;
  }
}

// ---- server
// ---------------------------------------------------------------------------------------------------------------

struct ServerWords {
  Words odb = {};
  Words kvdb = {};
  Words tls = {};  // pub priv cert ca_certs
  std::string cluster;
  std::string name;
};

// path cluster_name server_name · 2.0: odb_type kvdb_host kvdb_port in between · 1.1: the five of the ODB, kvdb_host
// kvdb_port, pub priv cert ca_certs in between. `path` is not among the words.
ServerWords server_words(const Words& words) {
  const auto size = words.size();
  const bool known = size == 2 || size == 5 || size == 13;
  if (!known)
    throw Failure(ExitCode::kInvalidInput, "after PATH the names of the cluster and of the server are expected");
  ServerWords out{.cluster = words[size - 2], .name = words[size - 1]};
  if (size == 5) {
    out.odb = slice(words, 0, 1);
    out.kvdb = slice(words, 1, 2);
  }
  if (size == 13) {
    out.odb = slice(words, 0, 5);
    out.kvdb = slice(words, 5, 2);
    out.tls = slice(words, 7, 4);
  }
  return out;
}

TlsFiles tls_of(const Arguments& arguments, const Words& words) {
  if (words.size() == 4) {
    return {.public_key = words[0], .private_key = words[1], .certificate = words[2], .authorities = words[3]};
  }
  TlsFiles files{.public_key = arguments.text("pub-key-path"),
                 .private_key = arguments.text("priv-key-path"),
                 .certificate = arguments.text("cert-path"),
                 .authorities = arguments.text("ca-certs-path")};
  const bool all = !files.public_key.empty() && !files.private_key.empty() && !files.certificate.empty() &&
                   !files.authorities.empty();
  const bool none =
      files.public_key.empty() && files.private_key.empty() && files.certificate.empty() && files.authorities.empty();
  if (!all && !none) {
    throw Failure(ExitCode::kParameterMissing,
                  "--pub-key-path, --priv-key-path, --cert-path and --ca-certs-path belong together; zato ca create "
                  "makes the files");
  }
  return files;
}

config::KvdbSettings kvdb_of(const Arguments& arguments, const Words& words) {
  config::KvdbSettings kvdb;
  kvdb.host = words.empty() ? arguments.text("kvdb-host") : words[0];
  kvdb.port = port_of(words.empty() ? arguments.text("kvdb-port") : words[1], "kvdb-port");
  kvdb.unix_socket_path = arguments.text("kvdb-unix-socket-path");
  kvdb.password = base::Secret(secret_argument(arguments, "kvdb-password", "kvdb-password-file"));
  return kvdb;
}

void create_server(const Arguments& arguments) {
  const auto words = server_words(arguments.list("words"));
  const auto odb_from = odb_settings(arguments, words.odb);
  const auto key = secret_key_required(arguments);
  const auto token = base::random_hex(16);
  OdbAccess odb(odb_from, key);
  const auto cluster_id = odb.find_cluster(words.cluster);
  Workspace workspace;
  create_server_directory(
      workspace,
      {.directory = absolute_path(arguments.word("path")),
       .name = words.name,
       .cluster = words.cluster,
       .bind = fmt::format("{}:{}", arguments.text("http-host"), arguments.number("http-port", 1, 65535)),
       .token = base::Secret(token),
       .odb = odb_from,
       .kvdb = kvdb_of(arguments, words.kvdb),
       .tls = tls_of(arguments, words.tls)},
      key);
  odb.create_server(cluster_id, words.name, token);
  workspace.keep();
}

// ---- load balancer
// --------------------------------------------------------------------------------------------------------

void create_load_balancer(const Arguments& arguments) {
  const auto& words = arguments.list("words");
  if (!words.empty() && words.size() != 4) {
    throw Failure(ExitCode::kInvalidInput,
                  "after PATH there may be nothing, or 'pub_key priv_key cert ca_certs' as in Zato 1.1");
  }
  const auto odb_from = odb_settings(arguments, {});
  const auto key = secret_key_argument(arguments);
  OdbAccess odb(odb_from, key);
  odb.find_cluster(arguments.text("cluster-name"));
  Workspace workspace;
  create_lb_directory(workspace,
                      {.directory = absolute_path(arguments.word("path")),
                       .cluster = arguments.text("cluster-name"),
                       .lb_host = arguments.text("lb-host"),
                       .lb_port = arguments.number("lb-port", 1, 65535),
                       .agent_port = arguments.number("lb-agent-port", 1, 65535),
                       .odb = odb_from,
                       .tls = tls_of(arguments, words),
                       .client_certificate = arguments.text("client-cert-path")},
                      key);
  workspace.keep();
}

// ---- scheduler
// ------------------------------------------------------------------------------------------------------------

// path · 2.0: odb_type kvdb_host kvdb_port
void create_scheduler(const Arguments& arguments) {
  const auto& words = arguments.list("words");
  if (!words.empty() && words.size() != 3) {
    throw Failure(ExitCode::kInvalidInput, "after PATH there may be nothing, or 'odb_type kvdb_host kvdb_port'");
  }
  const bool old = words.size() == 3;
  const auto odb_from = odb_settings(arguments, old ? slice(words, 0, 1) : Words());
  const auto key = secret_key_required(arguments);
  OdbAccess odb(odb_from, key);
  odb.find_cluster(arguments.text("cluster-name"));
  Workspace workspace;
  create_scheduler_directory(workspace,
                             {.directory = absolute_path(arguments.word("path")),
                              .cluster = arguments.text("cluster-name"),
                              .host = arguments.text("bind-host"),
                              .port = arguments.number("bind-port", 1, 65535),
                              .odb = odb_from,
                              .kvdb = kvdb_of(arguments, old ? slice(words, 1, 2) : Words())},
                             key);
  workspace.keep();
}

// ---- components of other builds
// -------------------------------------------------------------------------------------------

void create_other(ComponentKind kind, const Arguments& arguments) {
  if (!find_program(kind)) {
    throw Failure(ExitCode::kFailedToStart, fmt::format("this build has no {} ({}); nothing was created",
                                                        component_label(kind), component_program(kind)));
  }
  Workspace workspace;
  create_plain_directory(workspace, absolute_path(arguments.word("path")), render_info(kind));
  workspace.keep();
}

// ---- declarations
// ---------------------------------------------------------------------------------------------------------

std::vector<Option> tls_options() {
  return {{.name = "pub-key-path", .help = "PEM file with the public key.", .value = "FILE"},
          {.name = "priv-key-path", .help = "PEM file with the private key.", .value = "FILE"},
          {.name = "cert-path", .help = "PEM file with the certificate.", .value = "FILE"},
          {.name = "ca-certs-path", .help = "PEM file with the certificates of authorities.", .value = "FILE"}};
}

std::vector<Option> lb_options() {
  return {{.name = "lb-host", .help = "Address of the load balancer.", .value = "HOST", .initial = "127.0.0.1"},
          {.name = "lb-port", .help = "Port of the load balancer.", .value = "PORT", .initial = "11223"},
          {.name = "lb-agent-port", .help = "Port of the load balancer's agent.", .value = "PORT", .initial = "20151"}};
}

const Option kSkip{.name = "skip-if-exists", .help = "Succeed when it exists already."};
const Positional kPath{"path", "Directory of the new component; empty or not there yet."};

Command odb_command(const char* verb, const char* help, std::vector<Option> extra, void (*run)(const Arguments&)) {
  return {
      .path = {verb, "odb"},
      .help = help,
      .positionals = {{"old", "Positionals of Zato 2.0 (odb_type) and 1.1 (odb_type host port user db_name).", 0, 5}},
      .options = join(odb_options(), extra),
      .run = run};
}

}  // namespace

void add_create(std::vector<Command>& commands) {
  commands.push_back(odb_command("create", "Creates the tables of an ODB.", {kSkip}, create_odb));
  commands.push_back(odb_command("delete", "Removes the tables of an ODB, with all clusters in it.",
                                 {{.name = "yes", .help = "Do not ask."}}, delete_odb));
  commands.push_back(
      {.path = {"create", "cluster"},
       .help = "Creates a cluster in an ODB, with its default objects.",
       .positionals = {{"words", "Name of the cluster; or the positionals of Zato 1.1 to 3.1.", 1, 12}},
       .options =
           join(join(join(odb_options(), lb_options()), secret_key_options()),
                {{.name = "broker-host", .help = "Host of Redis.", .value = "HOST", .initial = "localhost"},
                 {.name = "broker-port", .help = "Port of Redis.", .value = "PORT", .initial = "6379"},
                 {.name = "admin-invoke-password",
                  .help = "Password of admin.invoke; random if not given.",
                  .value = "PASSWORD"},
                 {.name = "admin-invoke-password-file", .help = "File that holds that password.", .value = "FILE"},
                 {.name = "tech-account-password", .help = "Of Zato 1.1; has no effect.", .value = "PASSWORD"},
                 kSkip}),
       .run = create_cluster});
  commands.push_back(
      {.path = {"create", "server"},
       .help = "Creates a server and enters it into its cluster.",
       .positionals = {kPath,
                       {"words", "Names of the cluster and of the server; or the positionals of Zato 1.1 and 2.0.", 2,
                        13}},
       .options =
           join(join(join(odb_options(), tls_options()), secret_key_options()),
                {{.name = "http-host",
                  .help = "Address that the server listens on.",
                  .value = "HOST",
                  .initial = "127.0.0.1"},
                 {.name = "http-port", .help = "Port that the server listens on.", .value = "PORT", .initial = "17010"},
                 {.name = "kvdb-host", .help = "Host of Redis.", .value = "HOST", .initial = "localhost"},
                 {.name = "kvdb-port", .help = "Port of Redis.", .value = "PORT", .initial = "6379"},
                 {.name = "kvdb-unix-socket-path",
                  .help = "Unix socket of Redis, instead of host and port.",
                  .value = "PATH"},
                 {.name = "kvdb-password", .help = "Password of Redis.", .value = "PASSWORD"},
                 {.name = "kvdb-password-file", .help = "File that holds that password.", .value = "FILE"}}),
       .run = create_server});
  commands.push_back(
      {.path = {"create", "load-balancer"},
       .help = "Creates a load balancer for a cluster.",
       .positionals = {kPath, {"words", "Positionals of Zato 1.1: pub_key priv_key cert ca_certs.", 0, 4}},
       .options =
           join(join(join(join(odb_options(), lb_options()), tls_options()), secret_key_options()),
                {{.name = "cluster-name", .help = "The cluster whose servers get the requests.", .value = "NAME"},
                 {.name = "client-cert-path",
                  .help = "PEM file with the certificate of who may use the agent's API.",
                  .value = "FILE"}}),
       .run = create_load_balancer});
  commands.push_back(
      {.path = {"create", "scheduler"},
       .help = "Creates a scheduler for a cluster. A cluster may have several, of which one is active.",
       .positionals = {kPath, {"words", "Positionals of Zato 2.0: odb_type kvdb_host kvdb_port.", 0, 3}},
       .options =
           join(join(odb_options(), secret_key_options()),
                {{.name = "cluster-name", .help = "The cluster whose jobs it runs.", .value = "NAME"},
                 {.name = "bind-host",
                  .help = "Address that the scheduler tells its health on.",
                  .value = "HOST",
                  .initial = "127.0.0.1"},
                 {.name = "bind-port", .help = "Port for that.", .value = "PORT", .initial = "31530"},
                 {.name = "kvdb-host", .help = "Host of Redis.", .value = "HOST", .initial = "localhost"},
                 {.name = "kvdb-port", .help = "Port of Redis.", .value = "PORT", .initial = "6379"},
                 {.name = "kvdb-unix-socket-path",
                  .help = "Unix socket of Redis, instead of host and port.",
                  .value = "PATH"},
                 {.name = "kvdb-password", .help = "Password of Redis.", .value = "PASSWORD"},
                 {.name = "kvdb-password-file", .help = "File that holds that password.", .value = "FILE"}}),
       .run = create_scheduler});
  commands.push_back({.path = {"create", "web-admin"},
                      .help = "Creates a dashboard, where this build has one.",
                      .positionals = {kPath, {"words", "Positionals of Zato.", 0, 13}},
                      .options = odb_options(),
                      .run = [](const Arguments& arguments) { create_other(ComponentKind::kWebAdmin, arguments); }});
}

}  // namespace zato::cli
