#include "cli/component.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/version.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

struct KindRow {
  ComponentKind kind;
  const char* word;
  const char* label;
  const char* program;
  int start_order;  // negative: not started
};

constexpr std::array kKinds{
    KindRow{ComponentKind::kServer, "SERVER", "server", "zato-server", 2},
    KindRow{ComponentKind::kLoadBalancer, "LOAD_BALANCER", "load-balancer", "zato-lb", 1},
    KindRow{ComponentKind::kScheduler, "SCHEDULER", "scheduler", "zato-scheduler", 3},
    KindRow{ComponentKind::kWebAdmin, "WEB_ADMIN", "web-admin", "zato-dashboard", 4},
    KindRow{ComponentKind::kBroker, "BROKER", "broker", "", 0},
    KindRow{ComponentKind::kCa, "CA", "certificate authority", "", -1},
};

const KindRow& row(ComponentKind kind) { return *std::ranges::find(kKinds, kind, &KindRow::kind); }

// server2 before server10.
bool by_start(const Component& a, const Component& b) {
  const auto order = std::pair(row(a.kind).start_order, a.name().size());
  const auto other = std::pair(row(b.kind).start_order, b.name().size());
  return order != other ? order < other : a.name() < b.name();
}

}  // namespace

std::string component_word(ComponentKind kind) { return row(kind).word; }
std::string component_label(ComponentKind kind) { return row(kind).label; }
std::string component_program(ComponentKind kind) { return row(kind).program; }

std::optional<Component> find_component(const fs::path& directory) {
  std::error_code none;
  if (!fs::is_directory(directory, none)) {
    throw Failure(ExitCode::kNoSuchPath, "there is no directory " + fs::absolute(directory).string());
  }
  const auto absolute = fs::canonical(directory);
  auto text = base::read_file(absolute / ".zato-info");
  if (!text) return std::nullopt;
  auto info = nlohmann::json::parse(*text, nullptr, false);
  const auto word = info.is_object() ? info.value("component", "") : "";
  for (const auto& kind : kKinds) {
    if (word == kind.word) return Component{kind.kind, absolute};
  }
  return std::nullopt;
}

Component require_component(const fs::path& directory) {
  if (auto found = find_component(directory)) return *found;
  throw Failure(
      ExitCode::kNotAComponent,
      fmt::format("{} is not a Zato component: it has no readable .zato-info; zato quickstart create and zato create "
                  "make components",
                  fs::absolute(directory).string()));
}

std::vector<Component> components_of(const fs::path& path) {
  if (auto single = find_component(path)) return {*single};
  std::vector<Component> found;
  for (const auto& entry : fs::directory_iterator(path)) {
    std::error_code none;
    if (!entry.is_directory(none)) continue;
    auto component = find_component(entry.path());
    if (component && row(component->kind).start_order >= 0) found.push_back(*component);
  }
  if (found.empty()) return {require_component(path)};  // says what is wrong
  std::ranges::sort(found, by_start);
  return found;
}

nlohmann::json read_info(const Component& component) {
  auto text = value_or_fail(base::read_file(component.directory / ".zato-info"), ExitCode::kNotAComponent);
  return nlohmann::json::parse(text, nullptr, false);
}

std::string render_info(ComponentKind kind) {
  nlohmann::json info{{"version", fmt::format("Zato {}", kVersion)},
                      {"created_user_host", user_at_host()},
                      {"created_ts", base::iso_utc_now()},
                      {"component", component_word(kind)}};
  return info.dump() + "\n";
}

std::optional<fs::path> find_program(ComponentKind kind) {
  const auto name = component_program(kind);
  if (name.empty()) return std::nullopt;
  auto path = base::executable_directory() / name;
  if (::access(path.c_str(), X_OK) != 0) return std::nullopt;
  return path;
}

std::string user_at_host() {
  const auto* user = getpwuid(geteuid());
  char host[256] = "";
  gethostname(host, sizeof(host) - 1);
  return fmt::format("{}@{}", user ? user->pw_name : std::to_string(geteuid()), host);
}

}  // namespace zato::cli
