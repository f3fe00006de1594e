// What a Redis promises about acknowledged data (health.hpp, durability.hpp).
#include "broker/durability.hpp"

#include "base/text.hpp"

namespace zato::broker {

std::vector<std::string> Durability::problems() const {
  if (!unknown_because.empty()) return {"redis does not tell its durability settings: " + unknown_because};
  std::vector<std::string> found;
  if (!append_only_file) found.push_back("appendonly is off: everything is lost when redis ends");
  if (append_only_file && append_fsync != "always") {
    found.push_back("appendfsync is " + append_fsync + ", not always: acknowledged messages can be lost");
  }
  if (eviction_policy != "noeviction")
    found.push_back("maxmemory-policy is " + eviction_policy + ", not noeviction: messages can be dropped");
  return found;
}

Durability read_durability(const Question& ask) {
  Durability durability;
  for (const std::string_view setting : {"appendonly", "appendfsync", "maxmemory-policy"}) {
    const auto reply = ask({"CONFIG", "GET", setting});
    if (!reply) {
      durability.unknown_because = reply.error().text();
      return durability;
    }
    const std::string value((*reply)[setting]);
    if (setting == "appendonly") durability.append_only_file = value == "yes";
    if (setting == "appendfsync") durability.append_fsync = value;
    if (setting == "maxmemory-policy") durability.eviction_policy = value;
  }
  return durability;
}

std::string read_version(const Question& ask) {
  constexpr std::string_view kField = "redis_version:";
  const auto reply = ask({"INFO", "server"});
  if (!reply) return {};
  for (const std::string_view line : base::split(reply->text(), '\n')) {
    if (line.starts_with(kField)) return std::string(base::trim(line.substr(kField.size())));
  }
  return {};
}

}  // namespace zato::broker
