#include "base/text.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace zato::base {
namespace {

constexpr char lower_char(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper_char(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Levenshtein distance, two rows.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
    }
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower_char);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), upper_char);
  return out;
}

bool iequals(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_char(x) == lower_char(y); });
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

template <class T>
std::optional<T> parse_number(std::string_view text) noexcept {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}
template std::optional<int> parse_number<int>(std::string_view) noexcept;
template std::optional<std::int64_t> parse_number<std::int64_t>(std::string_view) noexcept;
template std::optional<std::uint16_t> parse_number<std::uint16_t>(std::string_view) noexcept;
template std::optional<std::uint32_t> parse_number<std::uint32_t>(std::string_view) noexcept;
template std::optional<std::uint64_t> parse_number<std::uint64_t>(std::string_view) noexcept;
template std::optional<double> parse_number<double>(std::string_view) noexcept;

std::optional<bool> parse_bool(std::string_view text) {
  static constexpr std::array kTrue = {"true", "yes", "on", "1"};
  static constexpr std::array kFalse = {"false", "no", "off", "0"};
  for (auto* word : kTrue)
    if (iequals(text, word)) return true;
  for (auto* word : kFalse)
    if (iequals(text, word)) return false;
  return std::nullopt;
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = 3;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance && distance < std::max(name.size(), candidate.size())) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

namespace {
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string base64_encode(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  auto* at = out.data();
  for (std::size_t i = 0; i < bytes.size(); i += 3, at += 4) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 16;
    if (n > 1) group |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + 1])) << 8;
    if (n > 2) group |= static_cast<unsigned char>(bytes[i + 2]);
    at[0] = kBase64[group >> 18];
    at[1] = kBase64[group >> 12 & 63];
    if (n > 1) at[2] = kBase64[group >> 6 & 63];
    if (n > 2) at[3] = kBase64[group & 63];
  }
  return out;
}

namespace {

constexpr std::uint32_t kNoDigit = 1U << 31;

// What a digit is worth in each of the four places of a group.
using Base64Values = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr Base64Values base64_values() {
  Base64Values values{};
  for (auto& place : values) place.fill(kNoDigit);
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    for (std::size_t place = 0; place < 4; ++place)
      values[place][static_cast<unsigned char>(kBase64[i])] = static_cast<std::uint32_t>(i) << (18 - 6 * place);
  }
  return values;
}

void put_group(std::uint32_t group, char* at) noexcept {
  at[0] = static_cast<char>(group >> 16 & 255);
  at[1] = static_cast<char>(group >> 8 & 255);
  at[2] = static_cast<char>(group & 255);
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  static constexpr auto kValues = base64_values();
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string();
  std::string out(text.size() / 4 * 3, '\0');
  const auto* from = reinterpret_cast<const unsigned char*>(text.data());
  auto* at = out.data();
  const std::size_t last = text.size() - 4;
  std::uint32_t wrong = 0;
  for (std::size_t i = 0; i < last; i += 4, from += 4, at += 3) {
    const auto group = kValues[0][from[0]] | kValues[1][from[1]] | kValues[2][from[2]] | kValues[3][from[3]];
    wrong |= group;
    put_group(group, at);
  }
  const std::size_t padding = from[3] != '=' ? 0U : from[2] != '=' ? 1U : 2U;
  std::uint32_t group = 0;
  for (std::size_t place = 0; place < 4 - padding; ++place) group |= kValues[place][from[place]];
  if (((wrong | group) & kNoDigit) != 0) return std::nullopt;
  if ((group & ((1U << 8 * padding) - 1)) != 0) return std::nullopt;  // one text per value: no spare bits to vary
  put_group(group, at);
  out.resize(out.size() - padding);
  return out;
}

std::string hex_encode(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = difference | static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

std::string random_bytes(std::size_t n) {
  std::string out(n, '\0');
  std::size_t done = 0;
  while (done < n) {
    const ssize_t got = ::getrandom(out.data() + done, n - done, 0);
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return out;
}

std::string random_hex(std::size_t bytes) { return hex_encode(random_bytes(bytes)); }

}  // namespace zato::base
