// Component directories: what kind one is (.zato-info, as Zato writes it), which executable runs it, and the components
// of a quickstart environment in the order in which they start.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace zato::cli {

enum class ComponentKind { kServer, kLoadBalancer, kScheduler, kWebAdmin, kBroker, kCa };

struct Component {
  ComponentKind kind;
  std::filesystem::path directory;  // absolute
  std::string name() const { return directory.filename().string(); }
};

std::string component_word(ComponentKind kind);     // SERVER, LOAD_BALANCER …, as in .zato-info
std::string component_label(ComponentKind kind);    // "server", "load-balancer", as people say it
std::string component_program(ComponentKind kind);  // "zato-server"; empty for broker and CA

// The component in `directory`; nothing when it is none. Fails with exit code 31 when there is no such directory.
std::optional<Component> find_component(const std::filesystem::path& directory);

// The same, or exit code 3.
Component require_component(const std::filesystem::path& directory);

// The component itself, or those of a quickstart environment: broker, load balancer, servers by number, scheduler,
// dashboard. Certificate authorities are left out. Exit code 3 when there is none.
std::vector<Component> components_of(const std::filesystem::path& path);

// Content of .zato-info.
nlohmann::json read_info(const Component& component);
std::string render_info(ComponentKind kind);

// The executable, which lies beside `zato` itself; nothing when this build has none.
std::optional<std::filesystem::path> find_program(ComponentKind kind);

std::string user_at_host();

}  // namespace zato::cli
