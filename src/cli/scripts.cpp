// zato-qs-start.sh, zato-qs-stop.sh, zato-qs-restart.sh: the numbered lines of Zato's own scripts, each step by `zato`.
#include <fmt/format.h>

#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/layouts.hpp"

namespace zato::cli {

namespace {

struct Step {
  std::string command;  // "" when the line above did the work
  std::string line;
};

std::string head(const ScriptsLayout& layout) {
  const auto zato = (base::executable_directory() / "zato").string();
  return fmt::format(
      "#!/bin/sh\n"
      "# Written by zato quickstart create for cluster {}.\n"
      "set -e\n"
      "export ZATO_CLI_DONT_SHOW_OUTPUT=1\n"
      "ZATO_BIN=\"${{ZATO_BIN:-{}}}\"\n"
      "BASE_DIR=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\n\n",
      layout.cluster, zato);
}

std::string numbered(const std::vector<Step>& steps) {
  std::string out;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (!steps[at].command.empty()) out += steps[at].command + "\n";
    out += fmt::format("echo \"[{}/{}] {}\"\n", at + 1, steps.size(), steps[at].line);
  }
  return out;
}

std::string on(const std::string& verb, const std::string& component) {
  return fmt::format("\"$ZATO_BIN\" {} \"$BASE_DIR/{}\"", verb, component);
}

std::string start_script(const ScriptsLayout& layout) {
  std::vector<Step> steps;
  // A start after a crash finds whatever still runs as it is.
  auto start = [](const std::string& component) { return on("start --if-stopped", component); };
  if (layout.has_broker) {
    steps.push_back({start("broker") + "\n" + on("check-config --only redis", "server1"), "Redis connection OK"});
  } else {
    steps.push_back({on("check-config --only redis", "server1"), "Redis connection OK"});
  }
  steps.push_back({on("check-config --only odb", "server1"), "SQL ODB connection OK"});
  steps.push_back({start("load-balancer"), "Load-balancer started"});
  for (int n = 1; n <= layout.servers; ++n) {
    const auto server = fmt::format("server{}", n);
    steps.push_back({start(server), server + " started"});
  }
  if (layout.has_scheduler) steps.push_back({start("scheduler"), "Scheduler started"});
  if (layout.has_web_admin) steps.push_back({start("web-admin"), "Dashboard started"});
  return head(layout) + fmt::format("echo \"Starting Zato cluster {}\"\n", layout.cluster) + numbered(steps) +
         // Servers are ready before the load balancer has seen them; whoever called this may send requests at once.
         "\"$ZATO_BIN\" start --if-stopped \"$BASE_DIR\"\necho \"Zato quickstart environment started\"\n";
}

std::string stop_script(const ScriptsLayout& layout) {
  std::vector<Step> steps;
  auto stop = [](const std::string& component) { return on("stop --if-running", component); };
  steps.push_back({stop("load-balancer"), "Load-balancer stopped"});
  for (int n = 1; n <= layout.servers; ++n) {
    const auto server = fmt::format("server{}", n);
    steps.push_back({stop(server), server + " stopped"});
  }
  if (layout.has_web_admin) steps.push_back({stop("web-admin"), "Dashboard stopped"});
  if (layout.has_scheduler) steps.push_back({stop("scheduler"), "Scheduler stopped"});
  if (layout.has_broker) steps.push_back({stop("broker"), "Redis stopped"});
  return head(layout) + fmt::format("echo \"Stopping Zato cluster {}\"\n", layout.cluster) + numbered(steps) +
         "echo \"Zato quickstart environment stopped\"\n";
}

std::string restart_script(const ScriptsLayout& layout) {
  return head(layout) + "\"$BASE_DIR/zato-qs-stop.sh\"\n\"$BASE_DIR/zato-qs-start.sh\"\n";
}

}  // namespace

void create_scripts(Workspace& workspace, const ScriptsLayout& layout) {
  workspace.file(layout.directory / "zato-qs-start.sh", start_script(layout), kScriptMode);
  workspace.file(layout.directory / "zato-qs-stop.sh", stop_script(layout), kScriptMode);
  workspace.file(layout.directory / "zato-qs-restart.sh", restart_script(layout), kScriptMode);
}

}  // namespace zato::cli
