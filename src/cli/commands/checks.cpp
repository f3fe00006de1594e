// zato check-config, zato wait, zato component-version.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/answering.hpp"
#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/lifecycle.hpp"
#include "cli/net.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "cli/redis_probe.hpp"
#include "config/settings.hpp"

namespace zato::cli {

namespace {

using namespace std::chrono_literals;

// XAUTOCLAIM, which claims the messages of dead servers, came with 6.2.
constexpr std::pair kOldestRedis{6, 2};

bool wants(const Arguments& arguments, const std::string& check) {
  return !arguments.has("only") || arguments.text("only") == check;
}

void check_redis(const config::KvdbSettings& settings) {
  const auto facts = value_or_fail(probe_redis(settings));
  const auto parts = base::split(facts.version, '.');
  const auto number = [&](std::size_t at) {
    return at < parts.size() ? base::parse_number<int>(parts[at]).value_or(0) : 0;
  };
  if (std::pair(number(0), number(1)) < kOldestRedis) {
    throw Failure(ExitCode::kException, fmt::format("Redis is too old: version {} is running, {}.{} or newer is needed",
                                                    facts.version, kOldestRedis.first, kOldestRedis.second));
  }
  print_report("Redis connection OK");
}

void check_odb(const config::ServerSettings& settings) {
  auto key = value_or_fail(security::SecretKey::parse(settings.secret_keys.key1.reveal()));
  OdbAccess odb(settings.odb, std::move(key));
  odb.find_cluster(settings.misc.cluster_name);
  print_report("SQL ODB connection OK");
}

void check_bind(const std::string& bind) {
  const auto address = value_or_fail(parse_address(bind), ExitCode::kInvalidInput);
  if (auto free = check_port_free(address.host, address.port); !free)
    throw Failure(ExitCode::kException, free.error().text());
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) print_warning(warning);
}

void check_server(const Component& component, const Arguments& arguments) {
  const auto loaded = value_or_fail(config::load_server(component.directory, security::decrypt_setting));
  print_warnings(loaded.warnings);
  if (wants(arguments, "odb")) check_odb(loaded.settings);
  if (wants(arguments, "redis")) check_redis(loaded.settings.kvdb);
  if (wants(arguments, "port") && !running(component)) check_bind(loaded.settings.main.bind);
}

void check_load_balancer(const Component& component, const Arguments& arguments) {
  const auto loaded = value_or_fail(config::load_lb(component.directory, security::decrypt_setting));
  print_warnings(loaded.warnings);
  const auto& settings = loaded.settings.main;
  if (!wants(arguments, "port") || running(component)) return;
  check_bind(fmt::format("{}:{}", settings.host, settings.port));
  check_bind(fmt::format("{}:{}", settings.lb_host, settings.lb_port));
}

void check_config(const Arguments& arguments) {
  const auto component = require_component(arguments.word("path"));
  if (component.kind == ComponentKind::kServer) check_server(component, arguments);
  if (component.kind == ComponentKind::kLoadBalancer) check_load_balancer(component, arguments);
}

double seconds_of(const Arguments& arguments, const std::string& option) {
  const auto value = base::parse_number<double>(arguments.text(option));
  if (value && *value > 0 && *value <= 86400) return *value;
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("--{} must be a number of seconds, not '{}'", option, arguments.text(option)));
}

void wait(const Arguments& arguments) {
  if (arguments.has("path") == arguments.has("address")) {
    throw Failure(ExitCode::kInvalidInput, "exactly one of --path and --address must be given");
  }
  const auto address = arguments.has("address")
                           ? value_or_fail(parse_address(arguments.text("address")), ExitCode::kInvalidInput)
                           : address_of(require_component(arguments.text("path")));
  AnswerOptions options{.url_path = arguments.text("url-path"),
                        .timeout = std::chrono::duration<double>(seconds_of(arguments, "timeout")),
                        .interval = std::chrono::duration<double>(seconds_of(arguments, "interval"))};
  if (!arguments.has("silent")) options.on_failure = print_verbose;
  wait_for_answer(address, options);
}

void component_version(const Arguments& arguments) {
  print_line(read_info(require_component(arguments.word("path"))).dump());
}

}  // namespace

void add_checks(std::vector<Command>& commands) {
  const Positional path{"path", "Directory of a component."};
  commands.push_back(
      {.path = {"check-config"},
       .help = "Checks the configuration of a component and what it depends on.",
       .positionals = {path},
       .options = {{.name = "only", .help = "Check one thing.", .value = "WHAT", .one_of = {"odb", "redis", "port"}}},
       .run = check_config});
  commands.push_back(
      {.path = {"wait"},
       .help = "Waits until a server or load balancer answers.",
       .options = {{.name = "path", .help = "Directory of the component.", .value = "DIRECTORY"},
                   {.name = "address", .help = "Or its address.", .value = "HOST:PORT"},
                   {.name = "url-path", .help = "What to ask for.", .value = "PATH", .initial = "/zato/ping"},
                   {.name = "timeout", .help = "Seconds to wait at most.", .value = "SECONDS", .initial = "60"},
                   {.name = "interval", .help = "Seconds between attempts.", .value = "SECONDS", .initial = "0.1"},
                   {.name = "silent", .help = "Say nothing while waiting."}},
       .run = wait});
  commands.push_back({.path = {"component-version"},
                      .help = "Prints which version created a component, when and by whom.",
                      .positionals = {path},
                      .says_ok = false,
                      .run = component_version});
}

}  // namespace zato::cli
