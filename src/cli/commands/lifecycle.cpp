// zato start, stop, restart: of one component, or of all components of a quickstart environment.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "cli/answering.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/lifecycle.hpp"
#include "cli/output.hpp"
#include "config/settings.hpp"
#include "process/component.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostSeconds = 86400;

std::chrono::milliseconds patience(const Arguments& arguments) {
  return std::chrono::seconds(arguments.number("timeout", 1, kMostSeconds));
}

bool is_environment(const std::vector<Component>& components, const fs::path& path) {
  return components.size() > 1 || components.front().directory != fs::canonical(path);
}

// Redis first and alone, since servers want it; the others at the same time.
void start_components(const std::vector<Component>& components, std::chrono::milliseconds limit, bool numbered) {
  Steps steps(static_cast<int>(components.size()));
  auto report = [&](const Component& component) {
    if (numbered) steps.done(component.name() + " started");
  };
  std::vector<std::pair<Component, std::unique_ptr<Start>>> begun;
  for (const auto& component : components) {
    auto start = Start::begin(component);
    if (component.kind == ComponentKind::kBroker) {
      start->finish(limit);
      report(component);
    } else {
      begun.emplace_back(component, std::move(start));
    }
  }
  for (const auto& [component, start] : begun) {
    start->finish(limit);
    report(component);
  }
}

// Servers are ready before the load balancer has seen them; whoever started them may send requests at once.
void wait_for_environment(const std::vector<Component>& components) {
  const auto balancer = std::ranges::find(components, ComponentKind::kLoadBalancer, &Component::kind);
  const auto server = std::ranges::find(components, ComponentKind::kServer, &Component::kind);
  if (balancer != components.end() && server != components.end()) {
    if (!config::load_lb(balancer->directory, security::decrypt_setting).value().settings.main.tls_certificate.empty()) return;
    try {
      // 503 is what the load balancer says as long as it has seen none; any other answer comes from a server, or is one by intent.
      wait_for_answer(address_of(*balancer), {.accepts = [](int status) { return status != 503; },
                                              .timeout = std::chrono::seconds(10),
                                              .interval = std::chrono::duration<double>(0.02)});
    } catch (const Failure& failure) {
      print_warning(failure.what());  // everything runs; it may have reasons of its own not to answer here
    }
  }
}

void start(const Arguments& arguments) {
  if (::geteuid() == 0) print_warning("running as root; a user of its own is safer for a cluster");
  const auto& path = arguments.word("path");
  auto components = components_of(path);
  const bool environment = is_environment(components, path);
  if (arguments.has("fg")) {
    if (environment) throw Failure(ExitCode::kConflictingOptions, "--fg runs one component; name its directory");
    run_in_foreground(components.front());
  }
  if (environment || arguments.has("if-stopped")) {
    const auto was = components;
    std::erase_if(components, [](const Component& component) { return static_cast<bool>(running(component)); });
    if (components.empty() && !arguments.has("if-stopped")) {
      throw Failure(ExitCode::kAlreadyRunning, fmt::format("all components of {} are already running", path));
    }
  }
  start_components(components, patience(arguments), environment);
  if (environment) wait_for_environment(components_of(path));
}

void stop_components(std::vector<Component> components, std::chrono::milliseconds limit, bool numbered) {
  // Load balancer first, so that no client sees the rest go; Redis last, because servers take leave through it.
  auto order = [](const Component& component) {
    if (component.kind == ComponentKind::kLoadBalancer) return 0;
    return component.kind == ComponentKind::kBroker ? 2 : 1;
  };
  std::ranges::stable_sort(components, {}, order);
  Steps steps(static_cast<int>(components.size()));
  for (auto group = components.begin(); group != components.end();) {
    const auto end =
        std::find_if(group, components.end(), [&](const Component& c) { return order(c) != order(*group); });
    for (auto at = group; at != end; ++at) ask_to_stop(*at);
    for (auto at = group; at != end; ++at) {
      wait_stopped(*at, limit);
      if (numbered) steps.done(at->name() + " stopped");
    }
    group = end;
  }
}

// Zato's two codes: 2 when there is no pid file, 10 when there is one and nobody has that pid.
void refuse_stopped(const Component& component) {
  std::error_code none;
  const bool stale = fs::exists(process::pidfile_of(component.directory), none);
  throw Failure(
      stale ? ExitCode::kNoPidFound : ExitCode::kFileMissing,
      fmt::format("{} is not running{}", component.name(), stale ? "; its pidfile is left over from a crash" : ""));
}

void stop(const Arguments& arguments) {
  const auto& path = arguments.word("path");
  auto components = components_of(path);
  const bool environment = is_environment(components, path);
  const bool lenient = arguments.has("if-running");
  if (!environment && !lenient && !running(components.front())) {
    // HAProxy may have been left behind by a killed agent.
    if (!ask_to_stop(components.front())) refuse_stopped(components.front());
  }
  if (environment) {
    const bool any = std::ranges::any_of(components, [](const Component& c) { return static_cast<bool>(running(c)); });
    if (!any && !lenient) throw Failure(ExitCode::kNoPidFound, fmt::format("nothing of {} is running", path));
    // A load balancer that does not run may still have left its HAProxy behind.
    std::erase_if(components, [](const Component& c) { return !running(c) && c.kind != ComponentKind::kLoadBalancer; });
  }
  stop_components(components, patience(arguments), environment);
}

void restart(const Arguments& arguments) {
  const auto& path = arguments.word("path");
  auto components = components_of(path);
  const bool environment = is_environment(components, path);
  stop_components(components, patience(arguments), environment);
  start_components(components, patience(arguments), environment);
}

std::vector<Option> with_timeout(std::vector<Option> options) {
  options.push_back({.name = "timeout", .help = "Seconds to wait at most.", .value = "SECONDS", .initial = "60"});
  return options;
}

}  // namespace

void add_lifecycle(std::vector<Command>& commands) {
  const Positional path{"path", "Directory of a component, or of a quickstart environment."};
  commands.push_back(
      {.path = {"start"},
       .help = "Starts a component, or a whole environment, and waits until it is ready.",
       .positionals = {path},
       .options = with_timeout({{.name = "fg", .help = "Run in the foreground, for containers and systemd."},
                                {.name = "if-stopped", .help = "Do nothing where it is running already."}}),
       .examples = "  zato start ~/env/qs-1/server1\n  zato start ~/env/qs-1",
       .run = start});
  commands.push_back({.path = {"stop"},
                      .help = "Stops a component, or a whole environment, and waits until it is gone.",
                      .positionals = {path},
                      .options = with_timeout({{.name = "if-running", .help = "Do nothing where it is not running."}}),
                      .run = stop});
  commands.push_back({.path = {"restart"},
                      .help = "Stops what is running of a component or an environment, then starts it.",
                      .positionals = {path},
                      .options = with_timeout({}),
                      .run = restart});
}

}  // namespace zato::cli
