#include "lb/haproxy_config.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "fmt/format.h"

namespace zato::lb {
namespace {

using base::Result;

// K and 39 digits, as every other part of the product numbers its requests. Groups that never begin with 0 need no
// padding.
constexpr std::string_view kCidFormat =
    "K%[rand(200),add(100)]%[rand(900000000),add(100000000)]%[rand(900000000),add(100000000)]"
    "%[rand(900000000),add(100000000)]%[rand(900000000),add(100000000)]";

struct Reply {
  int status;
  std::string_view details;
};

constexpr std::array kReplies = {
    Reply{400, "The request is not valid HTTP or its path is not allowed"},
    Reply{403, "Requests from this address are not accepted"},
    Reply{404, "No such path"},
    Reply{408, "The request was not complete in time"},
    Reply{429, "Too many requests from this address"},
    Reply{500, "The load balancer could not handle the request"},
    Reply{502, "The server closed the connection without a valid response"},
    Reply{503, "No server is available to handle the request"},
    Reply{504, "The server did not answer in time"},
};

void add_global(std::string& out, const Settings& settings, std::uint64_t open_files) {
  out += "global\n";
  out += fmt::format("  {}\n", kStatsSocketLine);
  out += "  stats timeout 30s\n";
  out +=
      fmt::format("  log stderr format iso local0 {}\n", settings.request_log == RequestLog::kOff ? "notice" : "info");
  out += fmt::format("  maxconn {}\n", connections_within(settings.max_connections, open_files));
  if (settings.threads > 0) out += fmt::format("  nbthread {}\n", settings.threads);
  out += fmt::format("  hard-stop-after {}ms\n", settings.stop_grace.count());
  out += "  server-state-file haproxy.state\n";
  if (settings.tls_certificate.empty()) return;
  out += "  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets\n";
  out +=
      "  ssl-default-bind-ciphers "
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
      "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305\n";
  out += "  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256\n";
}

void add_replies(std::string& out) {
  // The monitor's page, word for word as Zato's HA guide shows it.
  out +=
      "  http-error status 200 content-type text/html lf-string \"<html><body><h1>200 OK</h1>\\nHAProxy: service "
      "ready.\\n</body></html>\\n\" hdr Cache-Control no-cache\n";
  for (const auto& reply : kReplies) {
    out += fmt::format(
        "  http-error status {} content-type application/json lf-string '{{\"zato_env\": {{\"details\": \"{}\", "
        "\"result\": "
        "\"ZATO_ERROR\", \"cid\": \"%[unique-id]\"}}}}' hdr X-Zato-CID \"%[unique-id]\"{}\n",
        reply.status, reply.details, reply.status == 429 || reply.status == 503 ? " hdr Retry-After 1" : "");
  }
}

void add_defaults(std::string& out, const Settings& settings) {
  out += "\ndefaults\n  mode http\n  log global\n";
  if (settings.request_log != RequestLog::kOff) out += "  option httplog\n";
  if (settings.request_log == RequestLog::kErrors) out += "  option dontlog-normal\n";
  // Without this line a reload cuts keep-alive connections that are just being used again.
  out += "  option idle-close-on-response\n";
  out += "  option forwardfor\n  option redispatch 1\n  retries 3\n";
  // An answer of a service, 500 included, is an answer: only what never became one is tried elsewhere, and 503, by
  // which a server says that it cannot take the request now.
  out += "  retry-on conn-failure empty-response junk-response 0rtt-rejected 503\n";
  const auto timeout = [&](std::string_view name, std::chrono::milliseconds value) {
    out += fmt::format("  timeout {} {}ms\n", name, value.count());
  };
  timeout("connect", settings.connect_timeout);
  timeout("client", settings.client_timeout);
  timeout("server", settings.server_timeout);
  timeout("queue", settings.queue_timeout);
  timeout("http-request", settings.request_timeout);
  timeout("http-keep-alive", settings.keep_alive_timeout);
  timeout("check", std::chrono::seconds(1));
  out += "  load-server-state-from-file global\n";
  out += fmt::format("  unique-id-format {}\n", kCidFormat);
  add_replies(out);
}

// ^(/zato/admin|/readyz)(/|$) with the dots of the paths escaped.
std::string prefix_pattern(const std::vector<std::string>& prefixes) {
  std::vector<std::string> escaped;
  for (const auto& prefix : prefixes) {
    auto path = base::lower(prefix);
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    escaped.push_back(base::replace_all(std::move(path), ".", "\\."));
  }
  return fmt::format("^({})(/|$)", base::join(escaped, "|"));
}

void add_internal_paths(std::string& out, const Settings& settings) {
  // The path as a lenient router might come to see it: decoded, without // and /./, in lower case.
  constexpr std::string_view plain_path = "path,url_dec,'regsub(\"/(\\.?/)+\",/,g)',lower";
  out +=
      "  acl climbs path,url_dec -m reg '/\\.\\.(/|$)'\n  http-request return status 400 default-errorfiles if "
      "climbs\n";
  out += fmt::format("  acl internal {} -m reg '{}'\n", plain_path, prefix_pattern(internal_paths()));
  if (settings.public_paths.empty()) {
    out += "  http-request return status 404 default-errorfiles if internal\n";
    return;
  }
  out += fmt::format("  acl public {} -m reg '{}'\n", plain_path, prefix_pattern(settings.public_paths));
  out += "  http-request return status 404 default-errorfiles if internal !public\n";
}

void add_access_rules(std::string& out, const Settings& settings) {
  if (!settings.allow_from.empty()) {
    out += fmt::format("  acl allowed src {}\n  http-request deny deny_status 403 unless allowed\n",
                       base::join(settings.allow_from, " "));
  }
  if (!settings.deny_from.empty()) {
    out += fmt::format("  acl denied src {}\n  http-request deny deny_status 403 if denied\n",
                       base::join(settings.deny_from, " "));
  }
  if (settings.rate_limit > 0) {
    out += "  stick-table type ipv6 size 100k expire 10s store http_req_rate(1s)\n  http-request track-sc0 src\n";
    out += fmt::format("  http-request deny deny_status 429 if {{ sc_http_req_rate(0) gt {} }}\n", settings.rate_limit);
  }
}

void add_frontend(std::string& out, const Settings& settings) {
  const bool v6 = settings.address.find(':') != std::string::npos;
  const bool tls = !settings.tls_certificate.empty();
  out += fmt::format("\nfrontend {}\n", kFrontend);
  out += fmt::format("  bind {}{}:{}{}\n", v6 ? "ipv6@" : "", settings.address, settings.port,
                     tls ? fmt::format(" ssl crt {} alpn h2,http/1.1", settings.tls_certificate) : "");
  out += fmt::format("  monitor-uri {}\n", settings.alive_path);
  add_access_rules(out, settings);
  add_internal_paths(out, settings);
  // What may have had an effect is never sent twice; a connection that was refused is tried elsewhere for every method.
  out += "  http-request disable-l7-retry unless { method GET HEAD OPTIONS }\n";
  if (tls) out += "  http-request set-header X-Forwarded-Proto https\n";
  for (const auto& header : settings.response_headers) {
    out += fmt::format("  http-response set-header {} '{}'\n", header.name, header.value);
  }
  out += fmt::format("  default_backend {}\n", kBackend);
}

void add_backend(std::string& out, const Settings& settings, const std::vector<Server>& servers) {
  out += fmt::format("\nbackend {}\n  balance {}\n", kBackend, settings.algorithm);
  out += fmt::format("  option httpchk\n  http-check send meth GET uri {} ver HTTP/1.1 hdr Host zato-lb\n",
                     settings.check_path);
  out += "  http-check expect status 200\n";
  // A name that cannot be resolved costs its own server only.
  out +=
      "  default-server check inter 500ms fastinter 200ms downinter 500ms rise 1 fall 2 observe layer4 error-limit 3 "
      "on-error mark-down init-addr last,libc,none\n";
  out += fmt::format("  {}\n{}  {}\n", kServersBegin, render_servers(servers), kServersEnd);
}

}  // namespace

const std::vector<std::string>& internal_paths() {
  static const std::vector<std::string> paths = {"/zato/admin", "/zato/api", "/zato/json", "/zato/internal",
                                                 "/readyz",     "/livez",    "/metrics"};
  return paths;
}

int connections_within(int wanted, std::uint64_t open_files) {
  constexpr std::uint64_t kReserve = 200;  // listeners, checks, sockets of threads
  constexpr int kMost = 20'000;
  const auto possible = open_files > kReserve * 2 ? (open_files - kReserve) / 2 : open_files / 4;
  const auto limit = static_cast<int>(std::min<std::uint64_t>(possible, 1'000'000));
  return std::max(1, std::min(wanted > 0 ? wanted : kMost, limit));
}

std::string render_servers(const std::vector<Server>& servers) {
  std::string out;
  for (const auto& server : servers) {
    const bool v6 = server.address.find(':') != std::string::npos;
    // A drained server starts with weight 0, so that it gets nothing before the runtime API has said `drain` again.
    out += fmt::format("  server {}{} {}{}:{} weight {}{}\n", kServerPrefix, server.name, v6 ? "ipv6@" : "",
                       server.address, server.port, server.mode == Mode::kDrain ? 0 : server.weight,
                       server.mode == Mode::kMaintenance ? " disabled" : "");
  }
  return out;
}

Result<std::string> render_config(const Settings& settings, const std::vector<Server>& servers,
                                  std::uint64_t open_files) {
  ZATO_CHECK(check_settings(settings));
  for (const auto& server : servers) ZATO_CHECK(check_server(server));
  std::string out = "# Written by zato-lb from the cluster's configuration; it is replaced when that changes.\n\n";
  add_global(out, settings, open_files);
  add_defaults(out, settings);
  add_frontend(out, settings);
  add_backend(out, settings, servers);
  return out;
}

}  // namespace zato::lb
