#include "cli/odb_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "config/settings.hpp"
#include "objects/all.hpp"
#include "objects/server.hpp"
#include "odb/clusters.hpp"
#include "odb/defaults.hpp"
#include "odb/schema.hpp"
#include "odb/settings.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using base::Code;

namespace {

constexpr const char* kActor = "zato command line";

// Zato's code for what an ODB error means to a command.
ExitCode exit_code_of(const base::Error& error) {
  return error.code == Code::kInvalidArgument ? ExitCode::kInvalidInput : ExitCode::kException;
}

template <class T>
T from_odb(base::Result<T> result) {
  if (!result) throw Failure(exit_code_of(result.error()), result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace

std::vector<Option> odb_options() {
  return {
      {.name = "odb-type",
       .help = "Kind of database.",
       .value = "TYPE",
       .initial = "sqlite",
       .one_of = {"sqlite", "postgresql"}},
      {.name = "odb-host",
       .help = "Database host, or the directory of its Unix socket.",
       .value = "HOST",
       .initial = "localhost"},
      {.name = "odb-port", .help = "Database port.", .value = "PORT", .initial = "5432"},
      {.name = "odb-user", .help = "Database user.", .value = "USER"},
      {.name = "odb-db-name", .help = "Database name; with SQLite the path of its file.", .value = "NAME"},
      {.name = "odb-password", .help = "Database password; better: --odb-password-file.", .value = "PASSWORD"},
      {.name = "odb-password-file", .help = "File that holds the database password.", .value = "FILE"},
      {.name = "postgresql-schema", .help = "PostgreSQL schema for the tables.", .value = "NAME"},
  };
}

config::OdbSettings odb_from_arguments(const Arguments& arguments, const std::vector<std::string>& words) {
  config::OdbSettings settings;
  auto pick = [&](std::size_t index, const std::string& option) {
    return index < words.size() && !arguments.has(option) ? words[index] : arguments.text(option);
  };
  settings.engine = base::lower(pick(0, "odb-type"));
  if (settings.engine != "sqlite" && settings.engine != "postgresql") {
    throw Failure(ExitCode::kInvalidInput,
                  fmt::format("the ODB type must be sqlite or postgresql, not '{}'", settings.engine));
  }
  settings.host = pick(1, "odb-host");
  auto port = base::parse_number<std::uint16_t>(pick(2, "odb-port"));
  if (!port || *port == 0) {
    throw Failure(ExitCode::kInvalidInput,
                  fmt::format("the ODB port must be from 1 to 65535, not '{}'", pick(2, "odb-port")));
  }
  settings.port = *port;
  settings.username = pick(3, "odb-user");
  settings.db_name = pick(4, "odb-db-name");
  settings.schema = arguments.text("postgresql-schema");
  settings.password = base::Secret(secret_argument(arguments, "odb-password", "odb-password-file"));
  if (settings.engine == "sqlite" && !settings.db_name.empty())
    settings.db_name = fs::absolute(settings.db_name).string();
  if (settings.engine == "postgresql" && (settings.db_name.empty() || settings.username.empty())) {
    throw Failure(ExitCode::kParameterMissing,
                  "with --odb-type postgresql both --odb-user and --odb-db-name must be given");
  }
  return settings;
}

std::string describe(const config::OdbSettings& settings) { return odb::describe(odb::options_of(settings)); }

OdbAccess::OdbAccess(const config::OdbSettings& settings, security::SecretKey key)
    : options_(odb::options_of(settings)), cipher_(std::move(key)) {}

odb::Connection& OdbAccess::connection() {
  if (!connection_) connection_ = from_odb(odb::connect(options_));
  return *connection_;
}

odb::Store OdbAccess::store(schema::Id cluster_id) {
  return odb::Store(connection(),
                    {.registry = objects::all(), .cipher = cipher_, .cluster_id = cluster_id, .actor = kActor});
}

bool OdbAccess::schema_exists() const { return from_odb(odb::schema_exists(options_)); }
void OdbAccess::create_schema() { from_odb(odb::create_schema(options_, objects::all())); }

void OdbAccess::drop_schema() {
  connection_.reset();
  from_odb(odb::drop_schema(options_, objects::all()));
}

schema::Id OdbAccess::create_cluster(const NewCluster& cluster, const base::Secret& admin_password) {
  if (!schema_exists()) {
    throw Failure(ExitCode::kNoOdbFound,
                  fmt::format("{} has no ODB schema; zato create odb makes it", odb::describe(options_)));
  }
  const bool sqlite = options_.engine == odb::Engine::kSqlite;
  objects::Cluster row{.name = cluster.name,
                       .odb_type = sqlite ? "sqlite" : "postgresql",
                       .odb_host = options_.host,
                       .odb_port = options_.port,
                       .odb_user = options_.user,
                       .odb_db_name = sqlite ? options_.path.string() : options_.db_name,
                       .odb_schema = options_.schema,
                       .broker_host = cluster.broker_host,
                       .broker_port = cluster.broker_port,
                       .lb_host = cluster.lb_host,
                       .lb_port = cluster.lb_port,
                       .lb_agent_port = cluster.lb_agent_port};
  const auto fill = [&](schema::Id id) -> base::Result<void> {
    odb::Store inside(
        connection(),
        {.registry = objects::all(), .cipher = cipher_, .cluster_id = id, .actor = kActor, .inside_transaction = true});
    return odb::insert_default_objects(inside, admin_password);
  };
  auto created = odb::create_cluster(connection(), row, kActor, fill);
  if (!created && created.error().code == Code::kAlreadyExists) {
    throw Failure(ExitCode::kClusterNameExists,
                  fmt::format("the ODB already has a cluster named {}; choose another name", cluster.name));
  }
  return from_odb(std::move(created)).id;
}

void OdbAccess::insert_demo_objects(schema::Id cluster_id) {
  auto inside = store(cluster_id);
  from_odb(odb::insert_demo_objects(inside));
}

void OdbAccess::remove_cluster(schema::Id cluster_id) {
  from_odb(odb::remove_cluster(connection(), objects::all(), cluster_id));
}

schema::Id OdbAccess::find_cluster(const std::string& name) {
  if (!schema_exists()) {
    throw Failure(ExitCode::kNoOdbFound,
                  fmt::format("{} has no ODB schema; zato create odb makes it", odb::describe(options_)));
  }
  auto found = odb::find_cluster(connection(), name);
  if (!found && found.error().code == Code::kNotFound) {
    throw Failure(ExitCode::kNoSuchCluster, found.error().text() + "; zato create cluster makes one");
  }
  return from_odb(std::move(found)).id;
}

void OdbAccess::create_server(schema::Id cluster_id, const std::string& name, const std::string& token) {
  auto created = store(cluster_id).insert(objects::Server{.name = name, .token = token});
  if (!created && created.error().code == Code::kAlreadyExists) {
    throw Failure(ExitCode::kServerNameExists,
                  fmt::format("the cluster already has a server named {}; choose another name", name));
  }
  from_odb(std::move(created));
}

ServerOdb open_server_odb(const fs::path& directory) {
  auto component = require_component(directory);
  if (component.kind != ComponentKind::kServer) {
    throw Failure(ExitCode::kNotAServer, component.directory.string() + " is not a server");
  }
  auto settings = value_or_fail(config::load_server(component.directory, security::decrypt_setting)).settings;
  auto key = value_or_fail(security::SecretKey::parse(settings.secret_keys.key1.reveal()));
  auto odb = std::make_unique<OdbAccess>(settings.odb, std::move(key));
  const auto cluster_id = odb->find_cluster(settings.misc.cluster_name);
  return {std::move(settings), std::move(odb), cluster_id};
}

}  // namespace zato::cli
