// Server: HTTP/1.1 on any byte stream, one fiber per request that is being served, none per idle connection. One per
// listening socket and worker; it lives on its loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "http/head_scan.hpp"
#include "http/message.hpp"
#include "rt/deadline.hpp"
#include "rt/loop.hpp"
#include "rt/stream.hpp"

namespace zato::http {

struct ServerOptions {
  ReadLimits limits = {};
  std::chrono::milliseconds idle_timeout{75'000};    // between requests
  std::chrono::milliseconds header_timeout{10'000};  // from the first byte of a request to the end of its head
  std::chrono::milliseconds body_window{10'000};     // in each such window ...
  std::size_t body_minimum_rate = 1024;              // ... a body must bring at least so many bytes a second
  std::chrono::milliseconds write_timeout{30'000};   // for each 256 KB that the peer must take
  std::chrono::milliseconds linger{2'000};           // how long a refused client may take to read the answer
  std::chrono::milliseconds drain_grace{500};        // after drain(), idle clients may send one more request
  std::chrono::milliseconds sweep_interval{250};     // how exact all of these are
  std::size_t max_requests_per_connection = 0;       // 0: no limit
  std::size_t max_connections = 20'000;              // more get 503
  std::size_t body_memory = 256 * 1024 * 1024;       // of all bodies that arrive or are served now; beyond it 503
};

struct Exchange {
  base::Monotonic::duration duration;  // from the end of the request's head to its answer being ready
  std::size_t bytes;                   // of the answer's body
};

// Who watches: metrics, access log. Called on the loop for every answer, refusals included: their received_at is zero,
// and method_text may be empty.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_response(const Request& request, const Response& response, const Exchange& exchange) = 0;
};

// Runs on a fiber and may wait. What it throws becomes a 500 without details; the log has them.
using Handler = std::function<void(Request&, Response&)>;

struct ServerStatus {
  std::size_t connections = 0;
  std::size_t serving = 0;     // requests in handlers
  std::size_t body_bytes = 0;  // memory of request bodies
  std::uint64_t accepted = 0;  // connections ever
  std::uint64_t refused = 0;   // connections beyond the limit
};

class Server {
 public:
  // `observers` outlive the server.
  Server(rt::Loop& loop, ServerOptions options, Handler handler, std::vector<Observer*> observers = {});
  ~Server();  // cuts all connections; the loop must still exist
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Takes over a connected stream; TLS has had its handshake. Loop thread.
  void add(std::unique_ptr<rt::ByteStream> stream);

  // From now on every answer ends its connection; idle ones are closed after `idle_grace` (drain_grace unless given). The acceptor is
  // the caller's to stop.
  void drain(std::optional<std::chrono::milliseconds> idle_grace = {});

  // True when no connection is left. Fiber.
  bool wait_idle(rt::Deadline deadline);

  ServerStatus status() const noexcept;

 private:
  std::shared_ptr<class ServerCore> core_;
};

}  // namespace zato::http
