// Client: HTTP/1.1 requests to one server over a pool of connections that are kept alive. On a loop it suspends the
// fiber, elsewhere it blocks the thread. One loop or one thread per Client. What is on its way when a Client goes is
// finished.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/response_reader.hpp"
#include "rt/deadline.hpp"
#include "rt/stream.hpp"
#include "rt/tls.hpp"

namespace zato::http {

struct ClientOptions {
  std::string host = {};
  std::uint16_t port = 80;
  std::string unix_path = {};                           // instead of host and port
  std::shared_ptr<const rt::TlsContext> tls = nullptr;  // none: plain HTTP
  std::string server_name = {};                         // what the certificate is checked against; empty: host
  std::size_t body_limit = 64 * 1024 * 1024;            // of answers
  std::size_t max_idle = 8;                             // connections kept
  std::size_t max_connections = 0;                      // at a time; more requests wait for one. 0: no limit
  std::size_t max_waiting = 1000;                       // requests that wait for a connection
  unsigned connect_attempts = 1;                        // nothing was sent yet: another attempt harms nobody
  std::chrono::milliseconds idle_timeout{30'000};       // no longer than this
  std::chrono::milliseconds connect_timeout{10'000};    // of the caller's deadline
  rt::AddressCheck may_connect = {};                    // every address may be connected to without it
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

class Client {
  struct State;

 public:
  explicit Client(ClientOptions options);

  // Any status is a success here. Errors begin with "host:port: METHOD /path: ": kUnavailable (cannot connect, no
  // answer), kTimeout, kUnauthenticated (TLS), kCorrupt (not HTTP), kResourceExhausted (answer too large),
  // kInvalidArgument (a request that would not be HTTP, CR or LF in a header among them), kCancelled (too many wait for
  // a connection). A request is sent again only when a kept connection turns out to be dead before the first byte of an
  // answer and its method is idempotent.
  base::Result<ClientResponse> send(const ClientRequest& request, rt::Deadline deadline);

  // A connection that belongs to the caller, for exchanges that must share one. Goes back to the pool with its holder,
  // unless it is not good for more.
  class Lease {
   public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // One after the other, as long as reusable().
    base::Result<ClientResponse> exchange(const ClientRequest& request, rt::Deadline deadline);
    bool reusable() const noexcept { return reusable_; }
    // Something about the connection that its holders remember: who is logged in on it. Empty when it is new.
    std::string& note() noexcept { return note_; }

   private:
    friend class Client;
    friend struct State;
    explicit Lease(std::shared_ptr<State> state) : state_(std::move(state)) {}
    // `bytes`: the head of the request, and a body that is short.
    base::Result<ClientResponse> exchange_rendered(const ClientRequest& request, const std::string& bytes,
                                                   rt::Deadline deadline);

    std::shared_ptr<State> state_;
    std::unique_ptr<rt::ByteStream> stream_;
    std::string note_;
    bool kept_ = false;  // it has lain in the pool
    bool answered_ = false;
    bool reusable_ = false;
  };
  base::Result<Lease> acquire(rt::Deadline deadline);

  // Closes those that have lain too long, and those that the other side gave up.
  void close_stale() noexcept;
  void close_idle() noexcept;
  std::size_t idle() const noexcept;
  std::size_t in_use() const noexcept;
  std::size_t waiting() const noexcept;

 private:
  base::Result<Lease> acquire_fresh(rt::Deadline deadline);

  std::shared_ptr<State> state_;
};

// Whether repeating a request with this method does no more than the first one did (RFC 9110 9.2.2).
bool is_idempotent(std::string_view method) noexcept;

}  // namespace zato::http
