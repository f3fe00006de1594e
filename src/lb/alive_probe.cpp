#include "lb/alive_probe.hpp"

#include <fmt/format.h>

#include <array>

#include "rt/stream.hpp"
#include "rt/tls.hpp"

namespace zato::lb {
namespace {

using base::Result;

// Where a listener on every address is reached from here.
std::string reachable(const std::string& address) {
  if (address == "0.0.0.0" || address == "*") return "127.0.0.1";
  return address == "::" ? "::1" : address;
}

Result<std::unique_ptr<rt::ByteStream>> open(const Settings& settings, rt::Deadline deadline) {
  ZATO_TRY(auto plain, rt::connect_tcp(reachable(settings.address), settings.port, deadline));
  if (settings.tls_certificate.empty()) return plain;
  // Whether the certificate is right for clients is not the question here.
  ZATO_TRY(auto context, rt::TlsContext::client({.verify_peer = false}));
  auto stream = std::make_unique<rt::TlsStream>(context, std::move(plain));
  ZATO_CHECK(stream->handshake(deadline));
  return stream;
}

}  // namespace

Result<void> probe_alive(const Settings& settings, rt::Deadline deadline) {
  ZATO_TRY(auto stream, open(settings, deadline));
  ZATO_CHECK(stream->write_all(
      fmt::format("GET {} HTTP/1.1\r\nHost: zato-lb\r\nConnection: close\r\n\r\n", settings.alive_path), deadline));
  std::string answer;
  std::array<char, 1024> buffer{};
  while (answer.find("\r\n") == std::string::npos && answer.size() < buffer.size()) {
    ZATO_TRY(const auto got, stream->read_some(buffer, deadline));
    if (got == 0) break;
    answer.append(buffer.data(), got);
  }
  if (answer.starts_with("HTTP/1.1 200 ")) return {};
  return base::fail(base::Code::kUnavailable,
                    fmt::format("{}:{}{} answers '{}' instead of 200", settings.address, settings.port,
                                settings.alive_path, answer.substr(0, answer.find("\r\n"))));
}

}  // namespace zato::lb
