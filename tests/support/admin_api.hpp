// AdminApi: the admin API of a test cluster as an HTTP client sees it, with a password of admin.invoke that the test
// knows.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/cluster.hpp"

namespace zato::test {

class AdminApi {
 public:
  struct Answer {
    int status = 0;  // 0: no answer
    nlohmann::json body;

    bool ok() const { return status == 200; }
  };

  // Changes the password through the command line and waits until every server accepts it.
  explicit AdminApi(const Cluster& cluster);

  // POST /zato/api/invoke/{service}. A server that is away gives status 0, it throws nothing.
  Answer call(const std::string& service, const nlohmann::json& input = nlohmann::json::object(), int server = 1,
              Millis timeout = 10s) const;

  // As zato.config.status tells it, whichever server answers; one line per worker: "server1/1 17 0123…".
  std::vector<std::string> workers(int server = 1) const;

  // All workers of all running servers have come to the newest change and have one digest.
  bool converged(int server = 1) const;

 private:
  const Cluster& cluster_;
};

}  // namespace zato::test
