// The agent's REST API: routes, permissions, errors. One handler per client, so that the log and the permissions know
// who asks. docs/operations/load-balancer.md lists the calls.
#pragma once

#include <functional>
#include <memory>

#include "http/server.hpp"
#include "lb/balancer.hpp"
#include "lb/pinned_clients.hpp"

namespace zato::lb {

struct AgentApiOptions {
  bool allow_source_edit = true;  // off: nobody may replace the source, whatever the client's permission
  std::function<base::Result<void>()> reread_settings = {};  // POST /api/reload, on a fiber
};

// Shared by the handlers of all clients; lives as long as they.
class AgentApi {
 public:
  AgentApi(Balancer& balancer, AgentApiOptions options);
  ~AgentApi();

  // On a fiber of the balancer's loop.
  void handle(const PinnedClient& client, http::Request& request, http::Response& response) const;

 private:
  struct Routes;
  std::unique_ptr<Routes> routes_;
};

}  // namespace zato::lb
