// Client: HTTP/1.1 requests to one server, with a small pool of connections kept alive. On a loop it suspends the
// fiber, elsewhere it blocks the thread. One loop or one thread per Client.
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
  std::chrono::milliseconds idle_timeout{30'000};       // no longer than this
  std::chrono::milliseconds connect_timeout{10'000};    // of the caller's deadline
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

class Client {
 public:
  explicit Client(ClientOptions options);

  // Any status is a success here. Errors begin with "host:port: METHOD /path: ": kUnavailable (cannot connect, no
  // answer), kTimeout, kUnauthenticated (TLS), kCorrupt (not HTTP), kResourceExhausted (answer too large),
  // kInvalidArgument (a request that would not be HTTP, CR or LF in a header among them). A request is sent again only
  // when a kept connection turns out to be dead before the first byte of an answer and its method is idempotent.
  base::Result<ClientResponse> send(const ClientRequest& request, rt::Deadline deadline);

  void close_idle() noexcept { idle_.clear(); }
  std::size_t idle() const noexcept { return idle_.size(); }

 private:
  using Stream = std::unique_ptr<rt::ByteStream>;
  struct Idle {
    Stream stream;
    base::MonotonicTime since;
  };

  base::Result<std::string> render(const ClientRequest& request) const;
  base::Result<Stream> connect(rt::Deadline deadline) const;
  Stream take_idle();
  base::Result<ClientResponse> exchange(Stream stream, const ClientRequest& request, const std::string& bytes,
                                        rt::Deadline deadline, bool& answered);
  base::Error name_failure(const ClientRequest& request, base::Error cause) const;

  const ClientOptions options_;
  const std::string address_;  // "127.0.0.1:17010", for Host and messages
  std::vector<Idle> idle_;
};

}  // namespace zato::http
