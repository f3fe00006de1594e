#include "http/route_pattern.hpp"

#include <algorithm>

#include "http/octets.hpp"

namespace zato::http {
namespace {

constexpr std::size_t kLongestPattern = 1024;
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

char upper_hex(char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_escape(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && is_hex_octet(text[at + 1]) && is_hex_octet(text[at + 2]);
}

std::string canonical_literal(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_escape(text, at)) {
      out += {'%', upper_hex(text[at + 1]), upper_hex(text[at + 2])};
      at += 2;
    } else if (c != '%' && c != '?' && is_octet(c, kTargetOctet)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    }
  }
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

}  // namespace

base::Result<std::vector<PatternPart>> parse_pattern(std::string_view pattern) {
  const auto refuse = [&](std::string_view why) {
    return base::fail(base::Code::kInvalidArgument, "path " + std::string(pattern) + ": " + std::string(why));
  };
  if (pattern.empty() || pattern[0] != '/') return refuse("it must begin with a slash");
  if (pattern.size() > kLongestPattern) return refuse("it is too long");
  std::vector<PatternPart> parts;
  for (std::string_view rest = pattern; !rest.empty();) {
    const std::size_t brace = std::min(rest.find_first_of("{}"), rest.size());
    if (brace != 0) {
      parts.push_back({.literal = canonical_literal(rest.substr(0, brace)), .parameter = {}});
      rest.remove_prefix(brace);
      continue;
    }
    const std::size_t close = rest.find('}');
    if (rest[0] == '}' || close == std::string_view::npos) return refuse("a brace has no partner");
    const std::string_view name = rest.substr(1, close - 1);
    if (!is_name(name)) return refuse("a parameter's name is made of letters, digits, _ and -");
    if (parts.back().literal.empty()) return refuse("two parameters need text between them");
    for (const PatternPart& part : parts)
      if (part.parameter == name) return refuse("parameter " + std::string(name) + " comes twice");
    parts.push_back({.literal = {}, .parameter = std::string(name)});
    rest.remove_prefix(close + 1);
  }
  return parts;
}

std::string_view canonical_path(std::string_view path, std::string& storage) {
  bool changes = false;
  for (std::size_t at = path.find('%'); at != std::string_view::npos && !changes; at = path.find('%', at + 1))
    changes = is_escape(path, at) && (path[at + 1] >= 'a' || path[at + 2] >= 'a');
  if (!changes) return path;
  storage = path;
  for (std::size_t at = storage.find('%'); at != std::string::npos; at = storage.find('%', at + 1)) {
    if (!is_escape(storage, at)) continue;
    storage[at + 1] = upper_hex(storage[at + 1]);
    storage[at + 2] = upper_hex(storage[at + 2]);
  }
  return storage;
}

}  // namespace zato::http
