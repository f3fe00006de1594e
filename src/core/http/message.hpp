// Request and Response as every handler sees them. Built by the server (request_reader.cpp) and sent by it
// (response_writer.cpp); routers, channels and tests use only this header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace zato::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };
inline constexpr std::size_t kMethodCount = 7;

std::string_view method_name(Method method) noexcept;
std::optional<Method> parse_method(std::string_view text) noexcept;  // case-sensitive, as RFC 9110 wants it

enum class Version : std::uint8_t { kHttp10, kHttp11 };

struct Field {
  std::string_view name;
  std::string_view value;
};

struct PathParameter {
  std::string_view name;  // lives in the router
  std::string value;      // decoded
};

// One request. Every view points into the connection's read buffer (or the router): all of it is valid until the
// handler returns, nothing afterwards. A handler that keeps something copies it.
struct Request {
  Method method = Method::kGet;
  Version version = Version::kHttp11;
  std::string_view method_text;  // as received; empty when the request line was never understood
  std::string_view target;       // "/a/b?c=d", or "*"
  std::string_view path;         // "/a/b", still percent-encoded
  std::string_view query;        // "c=d", still percent-encoded
  std::vector<Field> fields;     // in the order received, names as received
  std::string_view body;
  std::string_view cid;
  std::string_view peer_address;               // "127.0.0.1"; empty over a Unix socket
  std::vector<PathParameter> path_parameters;  // filled by Router::find
  base::MonotonicTime received_at{};           // when its head was complete; zero: refused before a handler saw it

  std::string_view header(std::string_view name) const noexcept;  // first of that name, any case; empty when absent
  bool has_header(std::string_view name) const noexcept;
  std::string_view path_parameter(std::string_view name) const noexcept;  // empty when absent
  void clear() noexcept;                                                  // keeps capacity
};

// One response. Owns everything. Framing is the server's business: Content-Length, Transfer-Encoding, Connection,
// Keep-Alive, Upgrade, Trailer, Date, Server and X-Zato-CID cannot be set here.
class Response {
 public:
  int status = 200;
  std::string content_type;  // empty: no Content-Type
  std::string body;
  bool close = false;  // ends the connection after this response

  // kInvalidArgument for a name that is no token, for CR, LF or another control character in the value, and for framing
  // names. A refused field is never sent; CR or LF in a value is an attack or a defect, so the server then answers 500.
  base::Result<void> add_header(std::string_view name, std::string_view value);
  base::Result<void> set_header(std::string_view name, std::string_view value);  // replaces all of that name
  void remove_header(std::string_view name);
  std::string_view header(std::string_view name) const noexcept;  // first of that name; empty when absent

  const std::string& header_block() const noexcept { return block_; }  // "Name: value\r\n" for each
  const std::string& defect() const noexcept { return defect_; }       // why it must not be sent; empty: fine
  void clear() noexcept;                                               // as new, keeps capacity

 private:
  std::string block_;
  std::string defect_;
};

// The reason phrase of a status, "Unknown" for one without a name.
std::string_view reason_phrase(int status) noexcept;

// RFC 9110 5.6.2
bool is_token(std::string_view text) noexcept;
// What may stand in a field value: visible characters, blanks and bytes above 0x7F.
bool is_field_value(std::string_view text) noexcept;

}  // namespace zato::http
