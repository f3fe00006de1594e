// Requests that break one rule of HTTP/1.1 each, and requests that look odd but must be served. Of our own making,
// ordered by the rule they break (docs/architecture.md, "HTTP front"). Read by hostile_http_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace zato::test {

struct HostileRequest {
  std::string rule;
  std::string bytes;
};

// A request hidden in what another one claims to be its body. Its path must never reach the access log.
inline const std::string kCanaryPath = "/zato/ping?canary";
inline const std::string kCanary = "GET " + kCanaryPath + " HTTP/1.1\r\nHost: x\r\n\r\n";

std::vector<HostileRequest> hostile_requests();
std::vector<HostileRequest> odd_but_valid_requests();  // each is answered 200

}  // namespace zato::test
