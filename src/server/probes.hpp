// Probes: /livez, /readyz and /metrics, answered before channels are looked up. Orchestrators and the load balancer ask them; the
// load balancer never routes them from outside (docs/design/0003).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace zato::server {

class Probes {
 public:
  // One line of /readyz?verbose. A check that is not `required` only informs: the server is useful without it.
  struct Check {
    std::string name;
    bool passed;
    bool required;
    std::string detail;
  };

  struct Options {
    bool expose_probes = true;
    bool expose_metrics = true;
  };

  Probes(Options options, std::function<std::vector<Check>()> checks, std::function<std::string()> metrics);

  // True when the request was for a probe and `response` answers it.
  bool handle(const http::Request& request, http::Response& response) const;

 private:
  void ready(bool verbose, http::Response& response) const;

  Options options_;
  std::function<std::vector<Check>()> checks_;
  std::function<std::string()> metrics_;
};

}  // namespace zato::server
