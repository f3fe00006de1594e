#include "support/admin_api.hpp"

#include <set>

namespace zato::test {

using nlohmann::json;

namespace {
constexpr const char* kPassword = "known-to-the-test";
}

AdminApi::AdminApi(const Cluster& cluster) : cluster_(cluster) {
  const json passwords{{"name", "admin.invoke"}, {"password1", kPassword}, {"password2", kPassword}};
  const auto changed = cluster.zato({"service", "invoke", cluster.component("server1"),
                                     "zato.security.basic-auth.change-password", "--payload", passwords.dump()});
  if (changed.exit_code != 0) throw std::runtime_error("the password of admin.invoke: " + changed.out + changed.err);
  wait_until("every worker knows the password", 10s, [&] { return call("zato.config.status").ok() && converged(); });
}

AdminApi::Answer AdminApi::call(const std::string& service, const json& input, int server, Millis timeout) const {
  try {
    const auto response = fetch(
        cluster_.server(server),
        {.method = "POST",
         .target = "/zato/api/invoke/" + service,
         .headers = {{"Authorization", basic_auth("admin.invoke", kPassword)}, {"Content-Type", "application/json"}},
         .body = input.dump(-1, ' ', false, json::error_handler_t::replace)},
        timeout);
    return {response.status, json::parse(response.body, nullptr, false)};
  } catch (const HttpError&) {
    return {};
  }
}

std::vector<std::string> AdminApi::workers(int server) const {
  const auto status = call("zato.config.status", json::object(), server);
  std::vector<std::string> lines;
  if (!status.ok()) return lines;
  for (const auto& one : status.body.at("servers")) {
    for (const auto& worker : one.at("workers")) {
      lines.push_back(one.at("name").get<std::string>() + "/" + std::to_string(worker.at("worker").get<int>()) + " " +
                      std::to_string(worker.at("config_sequence").get<std::int64_t>()) + " " +
                      worker.at("digest").get<std::string>());
    }
  }
  return lines;
}

bool AdminApi::converged(int server) const {
  const auto status = call("zato.config.status", json::object(), server);
  if (!status.ok()) return false;
  std::set<json> digests;
  for (const auto& one : status.body.at("servers")) {
    for (const auto& worker : one.at("workers")) {
      if (worker.at("config_sequence") != status.body.at("sequence")) return false;
      digests.insert(worker.at("digest"));
    }
  }
  return digests.size() == 1;
}

}  // namespace zato::test
