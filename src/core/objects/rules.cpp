#include "objects/rules.hpp"

#include <algorithm>
#include <set>

#include "base/charset.hpp"
#include "base/text.hpp"

namespace zato::objects {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

std::string charset(const std::string& text) {
  return base::means_utf8(text) || base::is_charset(text) ? "" : "is not a character set that is known here";
}

std::string url_path(const std::string& text) {
  if (text.empty() || text.front() != '/') return "must start with `/`";
  if (text.find_first_of(" ?#") != std::string::npos) return "must not contain a blank, `?` or `#`";
  std::set<std::string> parameters;
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos;) {
    const auto end = text.find_first_of("{}", at + 1);
    if (text[at] != '{' || end == std::string::npos || text[end] != '}') return "has a brace without its partner";
    const auto name = text.substr(at + 1, end - at - 1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_character)) {
      return "has a parameter `{" + name + "}` whose name is not letters, digits, `_` or `-`";
    }
    if (!parameters.insert(name).second) return "has the parameter `{" + name + "}` twice";
    at = end + 1;
  }
  return {};
}

std::string header_name(const std::string& text) {
  constexpr std::string_view kAlsoAllowed = "!#$%&'*+.^`|~";
  const bool good = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_name_character(c) || kAlsoAllowed.find(c) != std::string_view::npos;
  });
  return good ? "" : "is not the name of an HTTP header";
}

std::string target_path(const std::string& text) {
  if (!text.empty() && text.front() != '/') return "must start with `/`";
  return text.find_first_of(" #") == std::string::npos ? "" : "must not contain a blank or `#`";
}

std::string url(const std::string& text) {
  if (text.empty()) return {};
  const auto scheme = text.starts_with("http://") ? 7U : text.starts_with("https://") ? 8U : 0U;
  if (scheme == 0) return "must start with `http://` or `https://`";
  if (text.find_first_of(" \"<>") != std::string::npos) return "must not contain a blank, a quote, `<` or `>`";
  const auto host = text.substr(scheme, text.find_first_of("/?#", scheme) - scheme);
  return host.empty() || host.front() == ':' ? "names no host" : "";
}

std::string http_host(const std::string& text) {
  if (auto wrong = url(text); !wrong.empty()) return wrong;
  return text.find_first_of("?#") == std::string::npos ? "" : "must not contain `?` or `#`";
}

std::string method_name(const std::string& text) {
  const bool upper = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return upper && header_name(text).empty() ? "" : "is not an HTTP method in upper case";
}

std::string zmq_address(const std::string& text) {
  for (const std::string scheme : {"ipc://", "inproc://"}) {
    if (text.starts_with(scheme)) return text.size() > scheme.size() ? "" : "names no endpoint";
  }
  constexpr std::string_view kTcp = "tcp://";
  if (text.empty()) return {};
  if (!text.starts_with(kTcp)) return "must start with `tcp://`, `ipc://` or `inproc://`";
  const auto colon = text.rfind(':');
  if (colon < kTcp.size() + 1) return "must end with a port";
  const auto port = base::parse_number<int>(std::string_view(text).substr(colon + 1));
  return port && *port > 0 && *port < 65536 ? "" : "must end with a port";
}

std::string topic_name(const std::string& text) {
  const bool good = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
  return good ? "" : "must be printable ASCII without blanks and `#`";
}

std::string quotable(const std::string& text) {
  return text.find_first_of("\"\\") == std::string::npos ? "" : "must not contain a double quote or a backslash";
}

std::string without_colon(const std::string& text) {
  return text.find(':') == std::string::npos ? "" : "must not contain a colon";
}

}  // namespace zato::objects
