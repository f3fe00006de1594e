#include "http/query.hpp"

#include <algorithm>

#include "http/octets.hpp"

namespace zato::http {
namespace {

std::optional<std::string> decode(std::string_view text, char plus_means) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      out += plus_means;
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      if (at + 2 >= text.size() || !is_hex_octet(text[at + 1]) || !is_hex_octet(text[at + 2])) return std::nullopt;
      out += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
      at += 2;
    }
  }
  return out;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, '+'); }

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const unsigned first = byte(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0) return false;
    for (std::size_t i = 1; i < size; ++i)
      if ((byte(i) & 0xC0) != 0x80) return false;
    const unsigned second = byte(1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return false;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return false;
    at += size;
  }
  return true;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

base::Result<QueryParameters> QueryParameters::parse(std::string_view query, std::size_t limit) {
  QueryParameters parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    if (parameters.pairs_.size() == limit)
      return base::fail(base::Code::kInvalidArgument, "query string: too many parameters");
    const std::size_t equals = part.find('=');
    auto name = decode(part.substr(0, equals), ' ');
    auto value = decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1), ' ');
    if (!name || !value) return base::fail(base::Code::kInvalidArgument, "query string: malformed percent-encoding");
    parameters.pairs_.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

std::optional<std::string_view> QueryParameters::get(std::string_view name) const noexcept {
  for (const Pair& pair : pairs_)
    if (pair.first == name) return pair.second;
  return std::nullopt;
}

std::vector<std::string_view> QueryParameters::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Pair& pair : pairs_)
    if (pair.first == name) values.emplace_back(pair.second);
  return values;
}

}  // namespace zato::http
