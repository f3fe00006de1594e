// What may be written into HAProxy's file. Its grammar has no safe quoting for arbitrary text, so values are held to
// plain alphabets instead.
#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "lb/haproxy_config.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;

bool only(std::string_view text, std::string_view punctuation) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || punctuation.find(static_cast<char>(c)) != std::string_view::npos);
  });
}

Result<void> check_word(std::string_view what, std::string_view value, std::string_view punctuation,
                        std::size_t longest = 255) {
  if (value.empty()) return base::fail(Code::kInvalidArgument, std::string(what) + " is empty");
  if (value.size() > longest || !only(value, punctuation)) {
    return base::fail(Code::kInvalidArgument, std::string(what) + " '" + std::string(value.substr(0, longest)) +
                                                  "' is not usable: letters, digits and " + std::string(punctuation) +
                                                  " are, up to " + std::to_string(longest));
  }
  return {};
}

Result<void> check_path(std::string_view what, std::string_view value) {
  ZATO_CHECK(check_word(what, value, "/_.-~"));
  if (value.front() != '/') {
    return base::fail(Code::kInvalidArgument, std::string(what) + " '" + std::string(value) + "' must begin with /");
  }
  return {};
}

template <class T>
Result<void> check_range(std::string_view what, T value, T least, T most) {
  if (value >= least && value <= most) return {};
  return base::fail(Code::kInvalidArgument, std::string(what) + " is " + std::to_string(value) + ", must be " +
                                                std::to_string(least) + " to " + std::to_string(most));
}

Result<void> check_timeout(std::string_view what, std::chrono::milliseconds value) {
  return check_range<std::int64_t>(std::string(what) + " (ms)", value.count(), 1, 86'400'000);
}

Result<void> check_header(const Header& header) {
  ZATO_CHECK(check_word("header name", header.name, "-_"));
  for (const unsigned char c : header.value) {
    if (c >= 0x20 && c < 0x7f && c != '\'' && c != '%') continue;
    return base::fail(Code::kInvalidArgument,
                      "the value of header " + header.name + " must be printable ASCII without ' and %");
  }
  return {};
}

Result<void> check_algorithm(const std::string& name) {
  const auto& known = algorithms();
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  std::string message = "algorithm '" + name.substr(0, 64) + "' is not known: use " + base::join(known, ", ");
  if (const auto hint = base::nearest(name, known)) message += "; did you mean " + *hint + "?";
  return base::fail(Code::kInvalidArgument, std::move(message));
}

}  // namespace

const std::vector<std::string>& algorithms() {
  static const std::vector<std::string> names = {"roundrobin", "static-rr", "leastconn", "first",
                                                 "source",     "uri",       "random"};
  return names;
}

std::string_view mode_name(Mode mode) noexcept {
  switch (mode) {
    case Mode::kReady:
      return "ready";
    case Mode::kDrain:
      return "drain";
    case Mode::kMaintenance:
      return "maint";
  }
  return "ready";
}

std::optional<Mode> parse_mode(std::string_view name) {
  if (name == "ready") return Mode::kReady;
  if (name == "drain") return Mode::kDrain;
  if (name == "maint" || name == "maintenance") return Mode::kMaintenance;
  return std::nullopt;
}

std::optional<RequestLog> parse_request_log(std::string_view name) {
  if (name == "off") return RequestLog::kOff;
  if (name == "errors") return RequestLog::kErrors;
  if (name == "all") return RequestLog::kAll;
  return std::nullopt;
}

Result<void> check_server(const Server& server) {
  ZATO_CHECK(check_word("server name", server.name, "._-", 128));
  ZATO_CHECK(check_word("address of " + server.name, server.address, ".:_-"));
  ZATO_CHECK(check_range<int>("port of " + server.name, server.port, 1, 65535));
  return check_range("weight of " + server.name, server.weight, 0, kMaxWeight);
}

Result<void> check_settings(const Settings& settings) {
  ZATO_CHECK(check_word("bind address", settings.address, ".:_-*"));
  ZATO_CHECK(check_range<int>("port", settings.port, 1, 65535));
  ZATO_CHECK(check_algorithm(settings.algorithm));
  ZATO_CHECK(check_range("max_connections", settings.max_connections, 0, 1'000'000));
  ZATO_CHECK(check_range("threads", settings.threads, 0, 64));
  ZATO_CHECK(check_range("rate_limit", settings.rate_limit, 0, 1'000'000));
  ZATO_CHECK(check_timeout("connect_timeout", settings.connect_timeout));
  ZATO_CHECK(check_timeout("client_timeout", settings.client_timeout));
  ZATO_CHECK(check_timeout("server_timeout", settings.server_timeout));
  ZATO_CHECK(check_timeout("queue_timeout", settings.queue_timeout));
  ZATO_CHECK(check_timeout("request_timeout", settings.request_timeout));
  ZATO_CHECK(check_timeout("keep_alive_timeout", settings.keep_alive_timeout));
  ZATO_CHECK(check_timeout("stop_grace", settings.stop_grace));
  ZATO_CHECK(check_path("check_path", settings.check_path));
  ZATO_CHECK(check_path("alive_path", settings.alive_path));
  if (!settings.tls_certificate.empty()) ZATO_CHECK(check_path("tls_certificate", settings.tls_certificate));
  for (const auto& path : settings.public_paths) ZATO_CHECK(check_path("public path", path));
  for (const auto& network : settings.allow_from) ZATO_CHECK(check_word("allow_from", network, ".:/"));
  for (const auto& network : settings.deny_from) ZATO_CHECK(check_word("deny_from", network, ".:/"));
  for (const auto& header : settings.response_headers) ZATO_CHECK(check_header(header));
  return {};
}

}  // namespace zato::lb
