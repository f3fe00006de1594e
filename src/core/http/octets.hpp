// Classes of bytes in HTTP messages (RFC 9110 5.6.2, RFC 3986), as one table. Used by the checks and decoders of this
// folder.
#pragma once

#include <array>
#include <cstdint>

namespace zato::http {

enum OctetClass : std::uint8_t {
  kTokenOctet = 1,    // tchar
  kVisibleOctet = 2,  // 0x21-0x7E
  kValueOctet = 4,    // HTAB, SP, visible, 0x80-0xFF
  kHexOctet = 8,
  kTargetOctet = 16,  // what a request target may hold beside '%': visible, without " # < > and backslash
  kHostOctet = 32,    // reg-name without '%' (RFC 3986 3.2.2)
};

namespace detail {

constexpr bool holds(const char* set, unsigned c) {
  for (; *set != 0; ++set)
    if (static_cast<unsigned char>(*set) == c) return true;
  return false;
}

constexpr std::array<std::uint8_t, 256> octet_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool digit = c >= '0' && c <= '9';
    const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    std::uint8_t is = 0;
    if (digit || alpha || holds("!#$%&'*+-.^_`|~", c)) is |= kTokenOctet;
    if (c > 0x20 && c < 0x7F) is |= kVisibleOctet;
    if (c == '\t' || (c >= 0x20 && c != 0x7F)) is |= kValueOctet;
    if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) is |= kHexOctet;
    if (c > 0x20 && c < 0x7F && !holds("\"#<>\\", c)) is |= kTargetOctet;
    if (digit || alpha || holds("-._~!$&'()*+,;=", c)) is |= kHostOctet;
    classes[c] = is;
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kOctets = octet_classes();

}  // namespace detail

constexpr bool is_octet(char c, OctetClass wanted) noexcept {
  return (detail::kOctets[static_cast<unsigned char>(c)] & wanted) != 0;
}
constexpr bool is_token_octet(char c) noexcept { return is_octet(c, kTokenOctet); }
constexpr bool is_value_octet(char c) noexcept { return is_octet(c, kValueOctet); }
constexpr bool is_hex_octet(char c) noexcept { return is_octet(c, kHexOctet); }

// Of a character that is_hex_octet().
constexpr unsigned hex_value(char c) noexcept {
  if (c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

}  // namespace zato::http
