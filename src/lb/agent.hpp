// The agent's listener: TLS with a client certificate of our authority, pinned by fingerprint, in front of the API.
// Everything on one loop; owned by app.cpp.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "http/server.hpp"
#include "lb/agent_api.hpp"
#include "lb/pinned_clients.hpp"
#include "rt/stream.hpp"
#include "rt/tls.hpp"

namespace zato::lb {

struct AgentOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 20151;
  rt::TlsContext::Options tls = {};
};

class Agent {
 public:
  Agent(rt::Loop& loop, const AgentApi& api) : loop_(loop), api_(api) {}
  ~Agent();  // cuts all connections; loop thread, no fiber of a connection may be in a handler

  // Listens at once, answers from start() on. kAlreadyExists: the port is in use.
  base::Result<void> open(const AgentOptions& options);
  void start();
  // Replaces the list; connections of clients that are no longer in it are cut.
  void set_clients(PinnedClients clients);
  void stop(rt::Deadline deadline);  // fiber; finishes what runs
  std::uint16_t port() const { return acceptor_->port(); }

 private:
  struct Client {
    PinnedClient who;
    std::unique_ptr<http::Server> server;
  };

  void accept(std::unique_ptr<rt::SocketStream> connection);

  rt::Loop& loop_;
  const AgentApi& api_;
  std::shared_ptr<const rt::TlsContext> tls_;
  std::unique_ptr<rt::Acceptor> acceptor_;
  std::map<std::string, Client> clients_;
  std::size_t handshakes_ = 0;                                  // in progress
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // what fibers of handshakes look at
};

}  // namespace zato::lb
