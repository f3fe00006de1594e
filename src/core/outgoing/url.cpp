#include "outgoing/url.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/octets.hpp"

namespace zato::outgoing {
namespace {

base::Failure refuse(std::string why) { return base::fail(base::Code::kInvalidArgument, std::move(why)); }

bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) { return http::is_octet(c, http::kHostOctet); });
}

bool is_literal(std::string_view host) {
  return host.find(':') != host.npos &&
         std::ranges::all_of(host, [](char c) { return http::is_hex_octet(c) || c == ':' || c == '.'; });
}

base::Result<void> read_authority(Url& url, std::string_view authority) {
  if (authority.find('@') != authority.npos) return refuse("a URL must hold neither user nor password");
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos || !is_literal(authority.substr(1, end - 1)))
      return refuse("the URL's IPv6 address is malformed");
    url.host = base::lower(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
    if (!port.empty() && port.front() != ':') return refuse("the URL's host is malformed");
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    if (!is_host(authority.substr(0, colon))) return refuse("the URL's host is malformed");
    url.host = base::lower(authority.substr(0, colon));
    port = authority.substr(colon);
  }
  url.port = url.tls ? 443 : 80;
  if (port.size() <= 1) return {};
  const auto number = base::parse_number<std::uint16_t>(port.substr(1));
  if (!number || *number == 0) return refuse("the URL's port is malformed");
  url.port = *number;
  return {};
}

std::string_view without_fragment(std::string_view text) { return text.substr(0, text.find('#')); }

base::Result<void> read_target(Url& url, std::string_view target) {
  url.target = target.empty() || target.front() != '/' ? "/" + std::string(target) : std::string(target);
  if (!std::ranges::all_of(url.target, [](char c) { return http::is_octet(c, http::kTargetOctet); }))
    return refuse("the URL's path holds what must be percent-encoded");
  return {};
}

}  // namespace

std::string Url::origin() const {
  const bool literal = host.find(':') != std::string::npos;
  auto out = std::string(tls ? "https://" : "http://") + (literal ? "[" + host + "]" : host);
  if (port != (tls ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

base::Result<Url> parse_url(std::string_view text) {
  Url url;
  text = without_fragment(text);
  const auto scheme = base::lower(text.substr(0, std::min(text.find("://"), text.size())));
  if (scheme != "http" && scheme != "https") return refuse("only http:// and https:// URLs are called");
  url.tls = scheme == "https";
  text.remove_prefix(scheme.size() + 3);
  const auto end = std::min(text.find_first_of("/?"), text.size());
  ZATO_CHECK(read_authority(url, text.substr(0, end)));
  ZATO_CHECK(read_target(url, text.substr(end)));
  return url;
}

base::Result<Url> resolve_location(const Url& from, std::string_view location) {
  location = without_fragment(base::trim(location));
  if (location.empty()) return refuse("the answer redirects to nowhere");
  if (location.starts_with("//")) return parse_url((from.tls ? "https:" : "http:") + std::string(location));
  const auto colon = location.find(':');
  if (colon < location.find_first_of("/?")) return parse_url(location);
  Url url = from;
  if (location.front() == '/') {
    ZATO_CHECK(read_target(url, location));
    return url;
  }
  const auto path = from.target.substr(0, from.target.find('?'));
  const auto base = location.front() == '?' ? path : path.substr(0, path.rfind('/') + 1);
  ZATO_CHECK(read_target(url, base + std::string(location)));
  return url;
}

}  // namespace zato::outgoing
