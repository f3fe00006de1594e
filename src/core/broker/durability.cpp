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
  if (append_only_file && no_fsync_on_rewrite)
    found.push_back("no-appendfsync-on-rewrite is yes: while redis rewrites its file nothing reaches the disk");
  if (eviction_policy != "noeviction")
    found.push_back("maxmemory-policy is " + eviction_policy + ", not noeviction: messages can be dropped");
  return found;
}

Durability read_durability(const Question& ask) {
  Durability durability;
  const auto reply =
      ask({"CONFIG", "GET", "appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy"});
  if (!reply) {
    durability.unknown_because = reply.error().text();
    return durability;
  }
  durability.append_only_file = (*reply)["appendonly"] == "yes";
  durability.append_fsync = (*reply)["appendfsync"];
  durability.no_fsync_on_rewrite = (*reply)["no-appendfsync-on-rewrite"] == "yes";
  durability.eviction_policy = (*reply)["maxmemory-policy"];
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
