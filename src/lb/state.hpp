// What operators decided and the ODB does not know: modes, weights, algorithm; and the servers seen last, to start from
// when the ODB is away. One JSON file in the load balancer's directory. Read and written by the balancer.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lb/haproxy_config.hpp"

namespace zato::lb {

// A server as the ODB has it.
struct Member {
  std::string name;
  std::string address;
  std::uint16_t port = 0;
  bool leaving = false;  // it has told everybody that it drains

  friend bool operator==(const Member&, const Member&) = default;
};

struct Wish {
  Mode mode = Mode::kReady;
  int weight = kDefaultWeight;

  bool is_default() const noexcept { return mode == Mode::kReady && weight == kDefaultWeight; }
  friend bool operator==(const Wish&, const Wish&) = default;
};

struct State {
  std::optional<std::string> algorithm;  // empty: the settings' one
  std::map<std::string, Wish> wishes;    // of servers that are absent at the moment, too
  std::vector<Member> members;

  Wish wish(const std::string& server) const;
  void set_wish(const std::string& server, const Wish& wish);  // a default one is forgotten
};

// The members as HAProxy shall have them. One that leaves is drained, unless its operator wants it out altogether.
std::vector<Server> desired_servers(const State& state);

std::string state_to_json(const State& state);
base::Result<State> state_from_json(std::string_view text);

std::filesystem::path state_file_of(const std::filesystem::path& directory);
base::Result<State> load_state(const std::filesystem::path& directory);  // an absent file is an empty state
base::Result<void> save_state(const std::filesystem::path& directory, const State& state);

}  // namespace zato::lb
