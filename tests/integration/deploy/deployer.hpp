// Deployer: deployments of a test cluster through the admin API, and files of services whose answers tell their
// version.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/admin_api.hpp"

namespace zato::test {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, bytes

class Deployer {
 public:
  explicit Deployer(const Cluster& cluster) : cluster_(cluster), api_(cluster) {}

  AdminApi::Answer deploy(const Files& files, int server = 1) const;
  AdminApi::Answer deploy(const std::string& name, const std::string& bytes, int server = 1) const {
    return deploy({{name, bytes}}, server);
  }
  AdminApi::Answer call(const std::string& service, const nlohmann::json& input = nlohmann::json::object(),
                        int server = 1) const {
    return api_.call(service, input, server, 90s);
  }
  // What a service answers on that server.
  std::string invoke(const std::string& service, int server = 1) const;
  std::vector<std::string> invoke_everywhere(const std::string& service) const;

  const AdminApi& api() const { return api_; }

 private:
  const Cluster& cluster_;
  AdminApi api_;
};

// Three files that belong together: a service, a module that it imports when it is loaded, one that it imports when it
// runs. /versions.report answers with all versions that it meets on its way, which takes a little.
Files versioned_files(int version);

// {"version": N} from service `name` of a file of its own.
std::string simple_service(const std::string& name, int version);

// The module deploy_versioned.so as its version N.
std::string versioned_module(int version);

}  // namespace zato::test
