// A tiny blocking HTTP/1.1 client for tests, written apart from the product's own HTTP code on purpose: the two must
// not share a misunderstanding. Sends raw bytes as well, for requests that no well-behaved client would send.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"
#include "support/wait.hpp"

namespace zato::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Endpoint {
  std::uint16_t port = 0;
  std::string host = "127.0.0.1";
};

struct Request {
  std::string method = "GET";
  std::string target = "/";
  Headers headers = {};
  std::string body = {};
  bool close = false;
};

struct Response {
  int status = 0;
  std::string reason;
  Headers headers;
  std::string body;

  // The first header of that name, in any case; empty when absent.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

// The message says in a few fixed words what went wrong (refused, reset, closed, timeout, malformed): reports count by
// it.
class HttpError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Connection {
 public:
  explicit Connection(const Endpoint& endpoint, Millis timeout = 10s);  // the timeout holds for each wait on the peer

  void send(std::string_view bytes);
  Response read_response(std::string_view method = "GET");
  Response request(const Request& request);

  // True when the peer has closed, and had sent nothing more, within the time.
  bool closed_within(Millis within);
  // Everything until the peer closes or stays silent for `silence`; `closed` tells which.
  std::string read_rest(Millis silence, bool& closed);
  void shut_down_sending();
  void reset();  // closes with RST, as a crashed client would

 private:
  void fill();  // one more read into buffer_
  std::string take_line();
  std::string take(std::size_t count);
  std::string take_chunked();

  base::UniqueFd socket_;
  Millis timeout_;
  std::string buffer_;
};

std::string serialize(const Request& request);

// One request on one new connection.
Response fetch(const Endpoint& endpoint, const Request& request, Millis timeout = 10s);
Response get(const Endpoint& endpoint, std::string_view target, Headers headers = {});
Response post(const Endpoint& endpoint, std::string_view target, std::string body, Headers headers = {});

std::string basic_auth(std::string_view user, std::string_view password);  // value of an Authorization header

// Answered with this status right now; false instead of an exception for anything else. For waits.
bool answers(const Endpoint& endpoint, std::string_view target, int status = 200, Millis timeout = 2s);

}  // namespace zato::test
