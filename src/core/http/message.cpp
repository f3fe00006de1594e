#include "http/message.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "http/octets.hpp"

namespace zato::http {
namespace {

constexpr std::array<std::string_view, kMethodCount> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                                 "PATCH", "DELETE", "OPTIONS"};

constexpr std::array<std::string_view, 9> kFraming = {"content-length", "transfer-encoding", "connection", "keep-alive",
                                                      "upgrade",        "trailer",           "date",       "server",
                                                      "x-zato-cid"};

bool is_framing(std::string_view name) {
  return std::any_of(kFraming.begin(), kFraming.end(), [&](std::string_view one) { return base::iequals(one, name); });
}

// [begin, end) of the first line of `block` whose field name is `name`; end == npos when there is none.
std::pair<std::size_t, std::size_t> find_line(std::string_view block, std::string_view name) {
  for (std::size_t at = 0; at < block.size();) {
    const std::size_t end = block.find('\n', at) + 1;
    const std::string_view line = block.substr(at, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' && base::iequals(line.substr(0, name.size()), name))
      return {at, end};
    at = end;
  }
  return {0, std::string_view::npos};
}

}  // namespace

std::string_view method_name(Method method) noexcept { return kMethods[static_cast<std::size_t>(method)]; }

std::optional<Method> parse_method(std::string_view text) noexcept {
  const auto found = std::find(kMethods.begin(), kMethods.end(), text);
  if (found == kMethods.end()) return std::nullopt;
  return static_cast<Method>(found - kMethods.begin());
}

std::string_view Request::header(std::string_view name) const noexcept {
  for (const Field& field : fields)
    if (field.name.size() == name.size() && base::iequals(field.name, name)) return field.value;
  return {};
}

bool Request::has_header(std::string_view name) const noexcept {
  return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return base::iequals(field.name, name); });
}

std::string_view Request::path_parameter(std::string_view name) const noexcept {
  for (const PathParameter& parameter : path_parameters)
    if (parameter.name == name) return parameter.value;
  return {};
}

void Request::clear() noexcept {
  method = Method::kGet;
  version = Version::kHttp11;
  method_text = target = path = query = body = cid = {};
  fields.clear();
  path_parameters.clear();
  received_at = {};
}

base::Result<void> Response::add_header(std::string_view name, std::string_view value) {
  using base::Code;
  if (!is_token(name)) return base::fail(Code::kInvalidArgument, "response header: its name is not a token");
  if (!is_field_value(value)) {
    defect_ = "response header " + std::string(name) + ": control character in the value";
    return base::fail(Code::kInvalidArgument, defect_);
  }
  if (is_framing(name))
    return base::fail(Code::kInvalidArgument, "response header " + std::string(name) + ": set by the server only");
  if (base::iequals(name, "content-type")) {
    content_type = value;
    return {};
  }
  ((block_ += name) += ": ") += value;
  block_ += "\r\n";
  return {};
}

base::Result<void> Response::set_header(std::string_view name, std::string_view value) {
  remove_header(name);
  return add_header(name, value);
}

void Response::remove_header(std::string_view name) {
  for (auto line = find_line(block_, name); line.second != std::string_view::npos; line = find_line(block_, name))
    block_.erase(line.first, line.second - line.first);
}

std::string_view Response::header(std::string_view name) const noexcept {
  if (base::iequals(name, "content-type")) return content_type;
  const auto [begin, end] = find_line(block_, name);
  if (end == std::string_view::npos) return {};
  return std::string_view(block_).substr(begin + name.size() + 2, end - begin - name.size() - 4);
}

void Response::clear() noexcept {
  status = 200;
  close = false;
  content_type.clear();
  body.clear();
  block_.clear();
  defect_.clear();
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_token_octet(c); });
}

bool is_field_value(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_value_octet(c); });
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

}  // namespace zato::http
