// zato.security.jwt.log-in and log-out: credentials of a JWT definition for a token, and the end of that token. Called by worker.cpp.
#pragma once

#include <functional>
#include <memory>

#include "odb/snapshot.hpp"
#include "server/security/tokens.hpp"
#include "server/traffic.hpp"
#include "service/registry.hpp"

namespace zato::server {

struct TokenServices {
  Tokens& tokens;
  Traffic& traffic;
  std::function<std::shared_ptr<const odb::Snapshot>()> snapshot;
  std::function<base::Result<void>(const Token&)> revoke;  // everywhere; waits
};

// What `services` refers to lives as long as the registry.
base::Result<void> add_token_services(service::Registry& registry, const TokenServices& services);

}  // namespace zato::server
