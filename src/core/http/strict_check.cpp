#include "http/strict_check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/octets.hpp"

namespace zato::http {
namespace {

using base::iequals;

// Fields that decide about framing and persistence, counted in one pass.
struct Counted {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  int expectations = 0;
  std::string_view host, length, encoding, expectation;
  bool close = false;
  bool keep_alive = false;
};

void read_connection(std::string_view value, Counted& counted) {
  while (true) {
    const std::size_t comma = value.find(',');
    const std::string_view option = base::trim(value.substr(0, comma));
    if (iequals(option, "close")) counted.close = true;
    if (iequals(option, "keep-alive")) counted.keep_alive = true;
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

Counted count(const Request& request) {
  Counted counted;
  for (const Field& field : request.fields) {
    switch (field.name.size()) {
      case 4:
        if (iequals(field.name, "host")) {
          ++counted.hosts;
          counted.host = field.value;
        }
        break;
      case 6:
        if (iequals(field.name, "expect")) {
          ++counted.expectations;
          counted.expectation = field.value;
        }
        break;
      case 10:
        if (iequals(field.name, "connection")) read_connection(field.value, counted);
        break;
      case 14:
        if (iequals(field.name, "content-length")) {
          ++counted.lengths;
          counted.length = field.value;
        }
        break;
      case 17:
        if (iequals(field.name, "transfer-encoding")) {
          ++counted.encodings;
          counted.encoding = field.value;
        }
        break;
      default:
        break;
    }
  }
  return counted;
}

Rejection check_method(Request& request) {
  const auto method = parse_method(request.method_text);
  if (method) {
    request.method = *method;
    return {};
  }
  if (request.method_text == "TRACE" || request.method_text == "CONNECT")
    return {405, "this method is not allowed here"};
  return {501, "this method is not known"};
}

// "." or "..", each dot perhaps encoded: between a balancer that resolves them and a server that does not lies a way
// around rules for paths. Clients resolve them before they send (RFC 3986 5.2.4).
bool is_dot_segment(std::string_view segment) {
  int dots = 0;
  while (!segment.empty() && dots < 3) {
    const bool encoded = segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e';
    if (!encoded && segment[0] != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    if (is_dot_segment(path.substr(at + 1, end - at - 1))) return true;
    at = end;
  }
  return false;
}

Rejection check_target(Request& request, const ReadLimits& limits) {
  const std::string_view target = request.target;
  if (target.size() > limits.target) return {414, "request target is too long"};
  if (target == "*") {
    if (request.method != Method::kOptions) return {400, "request target * needs OPTIONS"};
    request.path = target;
    return {};
  }
  if (target.empty() || target[0] != '/') return {400, "request target is not in origin form"};
  for (const char c : target)
    if (!is_octet(c, kTargetOctet)) return {400, "character not allowed in the request target"};
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  if (has_dot_segment(request.path)) return {400, "dot segment in the path"};
  for (std::size_t at = request.path.find('%'); at != std::string_view::npos; at = request.path.find('%', at + 1)) {
    if (at + 2 >= request.path.size() || !is_hex_octet(request.path[at + 1]) || !is_hex_octet(request.path[at + 2]))
      return {400, "malformed percent-encoding in the path"};
    const unsigned value = hex_value(request.path[at + 1]) * 16 + hex_value(request.path[at + 2]);
    if (value < 0x20 || value == 0x7F) return {400, "encoded control character in the path"};
  }
  return {};
}

Rejection check_host(const Request& request, const Counted& counted) {
  if (counted.hosts == 0 && request.version == Version::kHttp10) return {};
  if (counted.hosts != 1) return {400, counted.hosts == 0 ? "Host is missing" : "more than one Host"};
  if (!is_valid_host(counted.host)) return {400, "malformed Host"};
  return {};
}

Rejection check_body(const Request& request, const Counted& counted, const ReadLimits& limits, Framing& framing) {
  if (counted.encodings != 0) {
    if (request.version == Version::kHttp10) return {400, "Transfer-Encoding needs HTTP/1.1"};
    if (counted.lengths != 0) return {400, "Transfer-Encoding beside Content-Length"};
    if (counted.encodings != 1 || !iequals(counted.encoding, "chunked"))
      return {400, "the only Transfer-Encoding is chunked"};
    framing.body = Framing::Body::kChunked;
    return {};
  }
  if (counted.lengths == 0) return {};
  if (counted.lengths != 1) return {400, "more than one Content-Length"};
  const std::string_view digits = counted.length;
  const bool only_digits =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!only_digits) return {400, "malformed Content-Length"};
  const auto length = base::parse_number<std::uint64_t>(digits);
  if (!length) return {400, "malformed Content-Length"};
  if (*length > limits.body) return {413, "request body is too large"};
  framing.length = static_cast<std::size_t>(*length);
  framing.body = framing.length == 0 ? Framing::Body::kNone : Framing::Body::kLength;
  return {};
}

Rejection check_expectation(const Request& request, const Counted& counted, Framing& framing) {
  if (counted.expectations == 0 || request.version == Version::kHttp10) return {};
  if (counted.expectations != 1 || !iequals(counted.expectation, "100-continue"))
    return {417, "the only expectation is 100-continue"};
  framing.expects_continue = framing.body != Framing::Body::kNone;
  return {};
}

bool is_valid_port(std::string_view digits) {
  if (digits.empty()) return true;  // RFC 3986 3.2.3: "host:" is allowed
  const auto port = base::parse_number<std::uint32_t>(digits);
  return port && *port <= 65535 &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_valid_literal(std::string_view inside) {  // between the brackets
  return inside.size() >= 2 &&
         std::all_of(inside.begin(), inside.end(), [](char c) { return is_hex_octet(c) || c == ':' || c == '.'; }) &&
         inside.find(':') != std::string_view::npos;
}

bool is_valid_name(std::string_view name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (is_octet(name[at], kHostOctet)) continue;
    if (name[at] != '%' || at + 2 >= name.size() || !is_hex_octet(name[at + 1]) || !is_hex_octet(name[at + 2]))
      return false;
    at += 2;
  }
  return !name.empty();
}

}  // namespace

bool is_valid_host(std::string_view text) noexcept {
  if (text.empty()) return false;
  if (text[0] == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !is_valid_literal(text.substr(1, close - 1))) return false;
    const std::string_view rest = text.substr(close + 1);
    return rest.empty() || (rest[0] == ':' && is_valid_port(rest.substr(1)));
  }
  const std::size_t colon = text.find(':');
  if (!is_valid_name(text.substr(0, colon))) return false;
  return colon == std::string_view::npos || is_valid_port(text.substr(colon + 1));
}

Rejection strict_check(Request& request, const ReadLimits& limits, Framing& framing) {
  framing = {};
  if (const Rejection bad = check_method(request); bad.status != 0) return bad;
  if (const Rejection bad = check_target(request, limits); bad.status != 0) return bad;
  const Counted counted = count(request);
  if (const Rejection bad = check_host(request, counted); bad.status != 0) return bad;
  if (const Rejection bad = check_body(request, counted, limits, framing); bad.status != 0) return bad;
  if (const Rejection bad = check_expectation(request, counted, framing); bad.status != 0) return bad;
  framing.keep_alive = request.version == Version::kHttp11 ? !counted.close : counted.keep_alive && !counted.close;
  return {};
}

}  // namespace zato::http
