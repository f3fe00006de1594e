// RestConnection: one outgoing REST connection as one version of the configuration has it, with a pool of its own, so
// that a target that is slow or dead harms nobody but its own callers. Made by RestConnections; immutable but for the
// pool. Fibers of the loop.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "objects/outgoing_http.hpp"
#include "outgoing/address_guard.hpp"
#include "outgoing/credentials.hpp"
#include "outgoing/statistics.hpp"
#include "outgoing/tokens.hpp"
#include "outgoing/url.hpp"
#include "zato/runtime.hpp"

namespace zato::outgoing {

struct Limits {
  AddressGuard guard = {};                    // of redirects
  std::size_t body_bytes = 64 * 1024 * 1024;  // of requests, answers, and answers unpacked
  std::size_t waiting_calls = 5000;           // of one connection
};

class RestConnection {
 public:
  struct Parts {
    objects::OutgoingRest config = {};
    Credentials credentials = {};
    std::shared_ptr<const rt::TlsContext> tls = {};  // where the address is https://
    std::shared_ptr<Statistics> statistics = {};
  };
  // kInvalidArgument where the address is not one. `limits` and `tokens` must live longer.
  static base::Result<std::shared_ptr<RestConnection>> make(Parts parts, const Limits& limits, BearerTokens& tokens);

  // Any status is an answer. `call` is one that RestConnections has counted.
  zato::RestOutcome call(zato::RestCall&& call, std::string_view cid, rt::Deadline deadline);

  const objects::OutgoingRest& config() const noexcept { return parts_.config; }
  Statistics& statistics() noexcept { return *parts_.statistics; }
  http::Client& client() noexcept { return client_; }

 private:
  RestConnection(Parts parts, Url base, http::ClientOptions options, const Limits& limits, BearerTokens& tokens);

  struct Exchange;  // one call in progress
  base::Result<void> prepare(Exchange& exchange, zato::RestCall&& call, std::string_view cid) const;
  base::Result<http::ClientResponse> send(Exchange& exchange);
  base::Result<http::ClientResponse> send_authorised(Exchange& exchange);
  base::Result<http::ClientResponse> send_elsewhere(Exchange& exchange);
  base::Result<bool> redirect(Exchange& exchange, const http::ClientResponse& answer) const;
  base::Result<void> unpack(http::ClientResponse& answer) const;

  const Parts parts_;
  const Url base_;
  const Limits& limits_;
  BearerTokens& tokens_;
  http::Client client_;
};

}  // namespace zato::outgoing
