#include "lb/agent.hpp"

#include "log/log.hpp"
#include "process/listen.hpp"

namespace zato::lb {
namespace {

using base::Result;

const log::Logger kLog{"zato.lb.agent"};

constexpr std::chrono::seconds kHandshakeLimit{5};
constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::size_t kMostHandshakes = 64;

http::ServerOptions server_options() {
  http::ServerOptions options;
  options.max_connections = 100;
  return options;
}

}  // namespace

Agent::~Agent() { *alive_ = false; }

Result<void> Agent::open(const AgentOptions& options) {
  ZATO_TRY(tls_, rt::TlsContext::server(options.tls));
  // What held the port may be a process that is just ending.
  ZATO_TRY(auto socket, process::listen_on({.host = options.address, .port = options.port}, {.patience = kPatience}));
  acceptor_ = std::make_unique<rt::Acceptor>(loop_, std::move(socket));
  return {};
}

void Agent::start() {
  acceptor_->start([this](std::unique_ptr<rt::SocketStream> connection) { accept(std::move(connection)); });
}

void Agent::set_clients(PinnedClients clients) {
  std::erase_if(clients_, [&](const auto& entry) {
    const auto found = clients.find(entry.first);
    return found == clients.end() || !(found->second == entry.second.who);
  });
  for (auto& [fingerprint, who] : clients) {
    if (clients_.count(fingerprint) != 0) continue;
    auto server = std::make_unique<http::Server>(
        loop_, server_options(),
        [this, who = who](http::Request& request, http::Response& response) { api_.handle(who, request, response); });
    clients_.emplace(fingerprint, Client{.who = std::move(who), .server = std::move(server)});
  }
}

void Agent::accept(std::unique_ptr<rt::SocketStream> connection) {
  if (handshakes_ >= kMostHandshakes) return;  // closed by its end of life
  ++handshakes_;
  // std::function wants copies, a stream has none.
  auto owned = std::make_shared<std::unique_ptr<rt::SocketStream>>(std::move(connection));
  loop_.spawn([this, alive = alive_, owned] {
    const auto peer = (*owned)->peer_address();
    auto stream = std::make_unique<rt::TlsStream>(tls_, std::move(*owned));
    const auto shaken = stream->handshake(rt::Deadline::after(kHandshakeLimit));
    if (!*alive) return;
    --handshakes_;
    if (!shaken) {
      kLog.warning("A client from {} was refused: {}", peer, shaken.error().text());
      return;
    }
    const auto fingerprint = stream->peer_fingerprint();
    const auto client = clients_.find(fingerprint);
    if (client == clients_.end()) {
      kLog.warning("A client from {} was refused: its certificate {} is not in pinned-clients.conf", peer, fingerprint);
      return;
    }
    client->second.server->add(std::move(stream));
  });
}

void Agent::stop(rt::Deadline deadline) {
  if (acceptor_) acceptor_->stop();
  for (auto& [fingerprint, client] : clients_) client.server->drain();
  for (auto& [fingerprint, client] : clients_) client.server->wait_idle(deadline);
}

}  // namespace zato::lb
