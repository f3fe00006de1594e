// zato quickstart create: a working cluster in one directory, or nothing and the reason.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <thread>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/layouts.hpp"
#include "cli/net.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "cli/redis_probe.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::uint16_t kPrivateRedisPort = 16379;
constexpr std::uint16_t kSchedulerPort = 31530;
constexpr int kMaxServers = 64;

struct Plan {
  fs::path path;
  std::string cluster;
  int servers = 2;
  std::int64_t workers = 1;  // of each server
  std::string bind_host;
  std::int64_t server_port = 0;
  std::string lb_host;
  std::int64_t lb_port = 0;
  std::int64_t lb_agent_port = 0;
  config::OdbSettings odb;
  config::KvdbSettings kvdb;  // an existing Redis, or the private one once it is laid out
  bool private_redis = true;
  BrokerLayout broker = {};
  security::SecretKey key;
  base::Secret admin_password;
  bool with_scheduler = false;
  std::int64_t scheduler_port = 0;  // for health
  bool with_web_admin = false;

  std::string server_name(int number) const { return fmt::format("server{}", number); }
  std::int64_t port_of(int number) const { return server_port + number - 1; }
};

// Positionals of 2.0 (odb_type kvdb_host kvdb_port) and 1.1 (odb_type odb_host odb_port odb_user odb_db_name kvdb_host
// kvdb_port).
struct OldWords {
  std::vector<std::string> odb;
  std::vector<std::string> kvdb;
};

OldWords old_words(const Arguments& arguments) {
  const auto& words = arguments.list("more");
  if (words.empty()) return {};
  if (words.size() == 1) return {.odb = words, .kvdb = {}};
  if (words.size() == 3) return {.odb = {words[0]}, .kvdb = {words[1], words[2]}};
  if (words.size() == 7) return {.odb = {words.begin(), words.begin() + 5}, .kvdb = {words[5], words[6]}};
  throw Failure(
      ExitCode::kInvalidInput,
      "after PATH there may be nothing, 'odb_type kvdb_host kvdb_port' as in Zato 2.0, or 'odb_type odb_host odb_port "
      "odb_user odb_db_name kvdb_host kvdb_port' as in 1.1");
}

std::string random_cluster_name() {
  std::random_device random;
  return fmt::format("quickstart-{:06}", random() % 1'000'000);
}

void plan_redis(Plan& plan, const Arguments& arguments, const std::vector<std::string>& words) {
  plan.private_redis = words.empty() && !arguments.has("kvdb-host");
  const base::Secret password(secret_argument(arguments, "kvdb-password", "kvdb-password-file"));
  if (!plan.private_redis) {
    plan.kvdb.host = words.empty() ? arguments.text("kvdb-host") : words[0];
    auto port = base::parse_number<std::uint16_t>(words.empty() ? arguments.text("kvdb-port") : words[1]);
    if (!port || *port == 0) throw Failure(ExitCode::kInvalidInput, "the port of Redis must be from 1 to 65535");
    plan.kvdb.port = *port;
    plan.kvdb.password = password;
    return;
  }
  plan.broker.directory = plan.path / "broker";
  plan.broker.password = password.empty() ? base::Secret(base::random_hex(24)) : password;
  plan.broker.port = arguments.has("redis-port") ? arguments.number("redis-port", 1, 65535)
                                                 : value_or_fail(find_free_port(kPrivateRedisPort));
  plan.kvdb = kvdb_of(plan.broker);
}

// The servers share this machine: together they have a worker per CPU.
std::int64_t workers_of(const Arguments& arguments, int servers) {
  if (arguments.has("threads-per-server")) return arguments.number("threads-per-server", 1, 1024);
  const auto cpus = static_cast<std::int64_t>(std::thread::hardware_concurrency());
  return std::max<std::int64_t>(1, cpus / servers);
}

Plan make_plan(const Arguments& arguments) {
  const auto words = old_words(arguments);
  Plan plan{.path = absolute_path(arguments.word("path")),
            .cluster = arguments.has("cluster-name") ? arguments.text("cluster-name") : random_cluster_name(),
            .servers = static_cast<int>(arguments.number("servers", 1, kMaxServers)),
            .bind_host = arguments.text("bind-host"),
            .server_port = arguments.number("server-port-base", 1, 65535 - kMaxServers),
            .lb_host = arguments.text("lb-host"),
            .lb_port = arguments.number("lb-port", 1, 65535),
            .lb_agent_port = arguments.number("lb-agent-port", 1, 65535),
            .odb = odb_from_arguments(arguments, words.odb),
            .kvdb = {},
            .key = secret_key_argument(arguments),
            .admin_password = base::Secret("admin.invoke." + base::random_hex(16)),
            .with_scheduler = find_program(ComponentKind::kScheduler).has_value(),
            .with_web_admin = find_program(ComponentKind::kWebAdmin).has_value()};
  plan.workers = workers_of(arguments, plan.servers);
  plan.scheduler_port = arguments.has("scheduler-port") ? arguments.number("scheduler-port", 1, 65535)
                                                        : value_or_fail(find_free_port(kSchedulerPort));
  if (plan.cluster.empty()) throw Failure(ExitCode::kInvalidInput, "the name of the cluster must not be empty");
  if (plan.odb.engine == "sqlite" && plan.odb.db_name.empty()) plan.odb.db_name = (plan.path / "zato.db").string();
  plan_redis(plan, arguments, words.kvdb);
  return plan;
}

// Everything that can be known to fail is asked before the first file is written.
void check_ports(const Plan& plan) {
  auto check = [](const std::string& what, const std::string& host, std::int64_t port, const std::string& option) {
    auto free = check_port_free(host, static_cast<std::uint16_t>(port));
    if (free) return;
    throw Failure(ExitCode::kInvalidInput, fmt::format("the port of {} is not free: {}; name another one with {}", what,
                                                       free.error().text(), option));
  };
  for (int n = 1; n <= plan.servers; ++n)
    check(plan.server_name(n), plan.bind_host, plan.port_of(n), "--server-port-base");
  check("the load balancer", plan.lb_host, plan.lb_port, "--lb-port");
  check("the load balancer's agent", "127.0.0.1", plan.lb_agent_port, "--lb-agent-port");
  if (plan.with_scheduler) check("the scheduler", "127.0.0.1", plan.scheduler_port, "--scheduler-port");
  if (plan.private_redis) check("Redis", "127.0.0.1", plan.broker.port, "--redis-port");
}

void check_redis(const Plan& plan) {
  if (!plan.private_redis) value_or_fail(probe_redis(plan.kvdb));
}

security::IssuedFiles issue(const Plan& plan, const std::string& prefix, security::Usage usage) {
  security::Subject subject{.common_name = prefix};
  return value_or_fail(security::issue_into(plan.path / "ca", prefix,
                                            {.subject = subject, .usage = usage, .names = security::local_names()}));
}

// The schema, then everything of this cluster in it; taken back when a later step fails.
schema::Id create_odb(Workspace& workspace, const Plan& plan, OdbAccess& odb, Steps& steps) {
  const bool existed = odb.schema_exists();
  odb.create_schema();
  if (!existed) workspace.on_failure([&odb] { odb.drop_schema(); });
  steps.done(existed ? "ODB schema already exists" : "ODB schema created");

  const auto cluster_id = odb.create_cluster({.name = plan.cluster,
                                              .broker_host = plan.kvdb.host,
                                              .broker_port = plan.kvdb.port,
                                              .lb_host = plan.lb_host == "0.0.0.0" ? "127.0.0.1" : plan.lb_host,
                                              .lb_port = plan.lb_port,
                                              .lb_agent_port = plan.lb_agent_port},
                                             plan.admin_password);
  if (existed) workspace.on_failure([&odb, cluster_id] { odb.remove_cluster(cluster_id); });
  odb.insert_demo_objects(cluster_id);
  steps.done("ODB initial data created");
  return cluster_id;
}

void create_server(Workspace& workspace, const Plan& plan, int number, OdbAccess& odb, schema::Id cluster_id) {
  const auto name = plan.server_name(number);
  const auto token = base::random_hex(16);
  const auto certificate = issue(plan, plan.cluster + "-" + name, security::Usage::kClientServer);
  create_server_directory(workspace,
                          {.directory = plan.path / name,
                           .name = name,
                           .cluster = plan.cluster,
                           .bind = fmt::format("{}:{}", plan.bind_host, plan.port_of(number)),
                           .workers = plan.workers,
                           .token = base::Secret(token),
                           .odb = plan.odb,
                           .kvdb = plan.kvdb,
                           .tls = tls_files(plan.path / "ca", certificate)},
                          plan.key);
  odb.create_server(cluster_id, name, token);
}

void create_load_balancer(Workspace& workspace, const Plan& plan, const fs::path& client_certificate) {
  const auto certificate = issue(plan, "lb-agent", security::Usage::kServer);
  create_lb_directory(workspace,
                      {.directory = plan.path / "load-balancer",
                       .cluster = plan.cluster,
                       .lb_host = plan.lb_host,
                       .lb_port = plan.lb_port,
                       .agent_port = plan.lb_agent_port,
                       .odb = plan.odb,
                       .tls = tls_files(plan.path / "ca", certificate),
                       .client_certificate = client_certificate},
                      plan.key);
}

int count_steps(const Plan& plan) {
  return 5 + plan.servers + (plan.private_redis ? 1 : 0) + (plan.with_scheduler ? 1 : 0) +
         (plan.with_web_admin ? 1 : 0);
}

void create_all(const Plan& plan) {
  OdbAccess odb(plan.odb, plan.key);  // before the workspace, whose undoing needs it
  Workspace workspace;
  workspace.claim(plan.path);
  Steps steps(count_steps(plan));

  create_ca(workspace, plan.path / "ca", {.subject = {.common_name = plan.cluster + " CA"}});
  // The client certificate that the agent's API asks for.
  const auto web_admin = issue(plan, "web-admin", security::Usage::kClientServer);
  steps.done("Certificate authority created");

  const auto cluster_id = create_odb(workspace, plan, odb, steps);
  if (plan.private_redis) {
    create_broker_directory(workspace, plan.broker);
    steps.done("Redis created");
  }
  for (int n = 1; n <= plan.servers; ++n) {
    create_server(workspace, plan, n, odb, cluster_id);
    steps.done(plan.server_name(n) + " created");
  }
  create_load_balancer(workspace, plan, web_admin.certificate);
  steps.done("Load-balancer created");
  if (plan.with_scheduler) {
    create_scheduler_directory(workspace,
                               {.directory = plan.path / "scheduler",
                                .cluster = plan.cluster,
                                .port = plan.scheduler_port,
                                .odb = plan.odb,
                                .kvdb = plan.kvdb},
                               plan.key);
    steps.done("Scheduler created");
  }
  if (plan.with_web_admin) {
    create_plain_directory(workspace, plan.path / "web-admin", render_info(ComponentKind::kWebAdmin));
    steps.done("Dashboard created");
  }
  create_scripts(workspace, {.directory = plan.path,
                             .cluster = plan.cluster,
                             .servers = plan.servers,
                             .has_broker = plan.private_redis,
                             .has_scheduler = plan.with_scheduler,
                             .has_web_admin = plan.with_web_admin});
  steps.done("Management scripts created");
  workspace.keep();
}

void say_what_next(const Plan& plan) {
  print_progress(fmt::format("\nCluster {} created in {}", plan.cluster, plan.path.string()));
  print_progress(fmt::format("Start it with:  {}", (plan.path / "zato-qs-start.sh").string()));
  print_progress(fmt::format("Then try:       curl http://127.0.0.1:{}/zato/ping", plan.lb_port));
}

void run(const Arguments& arguments) {
  if (::geteuid() == 0) print_warning("running as root; a user of its own is safer for a cluster");
  const auto plan = make_plan(arguments);
  Workspace::refuse_occupied(plan.path);
  check_ports(plan);
  check_redis(plan);
  create_all(plan);
  say_what_next(plan);
}

std::vector<Option> options() {
  auto all = odb_options();
  const std::vector<Option> own{
      {.name = "cluster-name", .help = "Name of the cluster; a random one if not given.", .value = "NAME"},
      {.name = "servers", .help = "Number of servers.", .value = "N", .initial = "2"},
      {.name = "threads-per-server", .help = "Worker processes of each server; otherwise the servers share the CPUs.", .value = "N"},
      {.name = "bind-host", .help = "Address that servers listen on.", .value = "HOST", .initial = "127.0.0.1"},
      {.name = "server-port-base",
       .help = "Port of server1; the others follow.",
       .value = "PORT",
       .initial = "17010",
       .alias = "server-port"},
      {.name = "lb-host", .help = "Address that the load balancer listens on.", .value = "HOST", .initial = "0.0.0.0"},
      {.name = "lb-port", .help = "Port of the load balancer.", .value = "PORT", .initial = "11223"},
      {.name = "lb-agent-port", .help = "Port of the load balancer's agent.", .value = "PORT", .initial = "20151"},
      {.name = "kvdb-host", .help = "Use the Redis on this host instead of a private one.", .value = "HOST"},
      {.name = "kvdb-port", .help = "Port of that Redis.", .value = "PORT", .initial = "6379"},
      {.name = "kvdb-password", .help = "Password of Redis; better: --kvdb-password-file.", .value = "PASSWORD"},
      {.name = "kvdb-password-file", .help = "File that holds the password of Redis.", .value = "FILE"},
      {.name = "scheduler-port",
       .help = "Port of the scheduler's health; a free one from 31530 on if not given.",
       .value = "PORT"},
      {.name = "redis-port",
       .help = "Port of the private Redis; a free one from 16379 on if not given.",
       .value = "PORT"},
  };
  all.insert(all.end(), own.begin(), own.end());
  const auto key = secret_key_options();
  all.insert(all.end(), key.begin(), key.end());
  return all;
}

}  // namespace

void add_quickstart(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"quickstart", "create"},
       .help = "Creates a cluster in PATH: servers, load balancer, database and a private Redis. Nothing is started.",
       .positionals = {{"path", "Directory of the new environment; empty or not there yet."},
                       {"more", "Positionals of Zato 1.1 and 2.0.", 0, 7}},
       .options = options(),
       .examples = "  zato quickstart create ~/env/qs-1\n"
                   "  zato quickstart create ~/env/qs-1 --servers 3 --odb-type postgresql --odb-user zato "
                   "--odb-db-name zato --odb-password-file pw",
       .run = run});
}

}  // namespace zato::cli
