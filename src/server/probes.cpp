#include "server/probes.hpp"

#include <algorithm>

namespace zato::server {

Probes::Probes(Options options, std::function<std::vector<Check>()> checks, std::function<std::string()> metrics)
    : options_(options), checks_(std::move(checks)), metrics_(std::move(metrics)) {}

bool Probes::handle(const http::Request& request, http::Response& response) const {
  // One look at the second letter keeps ordinary requests from three comparisons.
  if (request.path.size() < 6 || (request.path[1] != 'l' && request.path[1] != 'r' && request.path[1] != 'm')) return false;
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) return false;
  if (options_.expose_probes && request.path == "/livez") {
    response.content_type = "text/plain";
    response.body = "ok\n";
    return true;
  }
  if (options_.expose_probes && request.path == "/readyz") {
    ready(request.query == "verbose" || request.query.starts_with("verbose="), response);
    return true;
  }
  if (options_.expose_metrics && request.path == "/metrics") {
    response.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    response.body = metrics_();
    return true;
  }
  return false;
}

void Probes::ready(bool verbose, http::Response& response) const {
  const auto checks = checks_();
  const bool ready = std::ranges::all_of(checks, [](const Check& check) { return check.passed || !check.required; });
  response.status = ready ? 200 : 503;
  response.content_type = "text/plain";
  if (verbose) {
    for (const auto& check : checks) {
      response.body += (check.passed ? "[+] " : check.required ? "[-] " : "[!] ") + check.name + (check.passed ? " ok" : " failed");
      if (!check.detail.empty()) response.body += ": " + check.detail;
      response.body += '\n';
    }
  }
  response.body += ready ? "ready\n" : "not ready\n";
}

}  // namespace zato::server
