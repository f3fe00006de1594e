// zato info: what a component is, whether it runs, and which processes it consists of. The keys are Zato's.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/lifecycle.hpp"
#include "cli/net.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "cli/process_facts.hpp"
#include "config/settings.hpp"
#include "lease/status.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

void add_processes(json& info, pid_t pid) {
  const auto main = process_facts(pid);
  if (!main) return;
  info["master_proc_pid"] = pid;
  info["master_proc_name"] = main->name;
  info["master_proc_username"] = main->username;
  info["master_proc_create_time"] = main->created_local;
  info["master_proc_create_time_utc"] = main->created_utc;
  info["master_proc_connections"] = main->connections;
  auto pids = json::array();
  for (const auto& child : children_of(pid)) {
    const auto facts = process_facts(child);
    if (!facts || facts->role != "worker") continue;
    pids.push_back(child);
    const auto prefix = fmt::format("worker_{}_", child);
    info[prefix + "create_time"] = facts->created_local;
    info[prefix + "create_time_utc"] = facts->created_utc;
    info[prefix + "connections"] = facts->connections;
  }
  info["master_proc_workers_no"] = pids.size();
  info["master_proc_workers_pids"] = std::move(pids);
}

// Lines such as "[+] broker ok: Redis 7.0.15 at …".
json readiness_of(const std::string& text) {
  json parts = json::object();
  for (auto line : base::split(text, '\n')) {
    if (!line.starts_with("[+] ") && !line.starts_with("[-] ") && !line.starts_with("[!] ")) continue;
    line.remove_prefix(4);
    const auto blank = line.find(' ');
    if (blank != std::string_view::npos)
      parts[std::string(line.substr(0, blank))] = std::string(line.substr(blank + 1));
  }
  return parts;
}

// What the server says of itself; left out where it does not answer.
void add_readiness(json& info, const Component& component) {
  auto loaded = config::load_server(component.directory, security::decrypt_setting);
  if (!loaded) return;
  auto address = parse_address(loaded->settings.main.bind);
  if (!address) return;
  auto response = http_request(connectable(address->host), address->port, {.target = "/readyz?verbose"}, 1s);
  if (!response) return;
  info["component_ready"] = response->status == 200;
  info["component_readiness"] = readiness_of(response->body);
}

// Which server does what must be done once only; left out where the ODB does not answer.
void add_singleton(json& info, const Component& component) {
  try {
    const auto opened = open_server_odb(component.directory);
    const auto status = lease::read_status(opened.odb->connection(), opened.cluster_id, "singleton");
    if (!status || status->epoch == 0) return;
    info["singleton_server"] = status->holder;
    info["singleton_is_this_server"] = status->holder == opened.settings.misc.server_name;
    info["singleton_epoch"] = status->epoch;
    info["singleton_keep_alive_utc"] = status->renewed_at;
    info["singleton_keep_alive_age"] = fmt::format("{:.1f} s", std::chrono::duration<double>(status->age).count());
  } catch (const Failure&) {
    return;
  }
}

json info_of(const Component& component) {
  const auto now = running(component);
  json info{{"component_details", read_info(component)},
            {"component_full_path", component.directory.string()},
            {"component_host", host_names()},
            {"component_running", static_cast<bool>(now.main)},
            {"current_time", local_time(base::Wall::now())},
            {"current_time_utc", base::iso_utc_now()}};
  if (now.supervisor) info["supervisor_pid"] = *now.supervisor;
  if (now.main) add_processes(info, *now.main);
  if (now.main && component.kind == ComponentKind::kServer) add_readiness(info, component);
  if (component.kind == ComponentKind::kServer) add_singleton(info, component);
  return info;
}

void show(const Arguments& arguments) {
  const auto& format_name = arguments.has("json") ? "json" : arguments.text("format");
  const auto format = parse_format(format_name);
  const auto components = components_of(arguments.word("path"));
  const bool single =
      components.size() == 1 && components.front().directory == std::filesystem::canonical(arguments.word("path"));
  if (single) {
    fmt::print("{}", render_pairs(info_of(components.front()), format));
    return;
  }
  if (format == Format::kJson || format == Format::kYaml) {
    json all = json::object();
    for (const auto& component : components) all[component.name()] = info_of(component);
    fmt::print("{}", render_pairs(all, format));
    return;
  }
  json states = json::object();
  for (const auto& component : components) {
    const auto now = running(component);
    states[component.name()] = now.main         ? fmt::format("running, pid {}", *now.main)
                               : now.supervisor ? "restarting"
                                                : "stopped";
  }
  fmt::print("{}", render_pairs(states, format));
}

}  // namespace

void add_info(std::vector<Command>& commands) {
  auto format = format_option();
  format.name = "format";
  format.alias = "output";
  commands.push_back({.path = {"info"},
                      .help = "Shows what a component is, whether it runs, and its processes.",
                      .positionals = {{"path", "Directory of a component, or of a quickstart environment."}},
                      .options = {format,
                                  {.name = "json", .help = "The same as --format json, as in Zato 1.1."},
                                  {.name = "cols-width", .help = "Of Zato; has no effect.", .value = "LIST"}},
                      .says_ok = false,
                      .run = show});
}

}  // namespace zato::cli
