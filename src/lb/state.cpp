#include "lb/state.hpp"

#include <nlohmann/json.hpp>

#include "base/file.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using Json = nlohmann::json;

Result<Member> member_from(const Json& json) {
  Member member;
  member.name = json.value("name", "");
  member.address = json.value("address", "");
  member.port = json.value<std::uint16_t>("port", 0);
  ZATO_CHECK(check_server({.name = member.name, .address = member.address, .port = member.port}));
  return member;
}

Result<Wish> wish_from(const std::string& name, const Json& json) {
  const auto mode = parse_mode(json.value("mode", "ready"));
  const auto weight = json.value("weight", kDefaultWeight);
  if (!mode || weight < 0 || weight > kMaxWeight) {
    return base::fail(Code::kCorrupt, "mode or weight of server " + name + " is not valid");
  }
  return Wish{.mode = *mode, .weight = weight};
}

Result<State> state_from(const Json& json) {
  State state;
  if (json.contains("algorithm")) {
    state.algorithm = json.at("algorithm").get<std::string>();
    ZATO_CHECK(check_settings({.algorithm = *state.algorithm}));
  }
  const auto wishes = json.value("servers", Json::object());
  for (const auto& [name, wish] : wishes.items()) {
    ZATO_TRY(state.wishes[name], wish_from(name, wish));
  }
  const auto members = json.value("members", Json::array());
  for (const auto& entry : members) {
    ZATO_TRY(auto member, member_from(entry));
    state.members.push_back(std::move(member));
  }
  return state;
}

}  // namespace

Wish State::wish(const std::string& server) const {
  const auto found = wishes.find(server);
  return found == wishes.end() ? Wish{} : found->second;
}

void State::set_wish(const std::string& server, const Wish& wish) {
  if (wish.is_default()) {
    wishes.erase(server);
  } else {
    wishes[server] = wish;
  }
}

std::vector<Server> desired_servers(const State& state) {
  std::vector<Server> servers;
  for (const auto& member : state.members) {
    const auto wish = state.wish(member.name);
    const bool drain = member.leaving && wish.mode == Mode::kReady;
    servers.push_back({.name = member.name,
                       .address = member.address,
                       .port = member.port,
                       .weight = wish.weight,
                       .mode = drain ? Mode::kDrain : wish.mode});
  }
  return servers;
}

std::string state_to_json(const State& state) {
  Json json = Json::object();
  if (state.algorithm) json["algorithm"] = *state.algorithm;
  json["servers"] = Json::object();
  for (const auto& [name, wish] : state.wishes) {
    json["servers"][name] = {{"mode", mode_name(wish.mode)}, {"weight", wish.weight}};
  }
  json["members"] = Json::array();
  for (const auto& member : state.members) {
    json["members"].push_back({{"name", member.name}, {"address", member.address}, {"port", member.port}});
  }
  return json.dump(2) + "\n";
}

Result<State> state_from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return base::fail(Code::kCorrupt, "it is not a JSON object");
  try {
    return state_from(json);
  } catch (const Json::exception& error) {
    return base::fail(Code::kCorrupt, error.what());
  }
}

std::filesystem::path state_file_of(const std::filesystem::path& directory) {
  return directory / "config" / "repo" / "lb-state.json";
}

Result<State> load_state(const std::filesystem::path& directory) {
  const auto file = state_file_of(directory);
  if (!std::filesystem::exists(file)) return State{};
  ZATO_TRY(const auto text, base::read_file(file));
  auto state = state_from_json(text);
  if (!state) return base::fail(base::wrap(Code::kCorrupt, file.string(), state.error()));
  return state;
}

Result<void> save_state(const std::filesystem::path& directory, const State& state) {
  return base::write_file_atomically(state_file_of(directory), state_to_json(state), 0640);
}

}  // namespace zato::lb
