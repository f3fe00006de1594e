// Small text helpers used everywhere: trimming, splitting, case, number parsing, nearest-name hints.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zato::base {

std::string_view trim(std::string_view text) noexcept;
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty parts; "" gives one empty part
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string lower(std::string_view text);  // ASCII only
std::string upper(std::string_view text);
bool iequals(std::string_view a, std::string_view b) noexcept;  // ASCII case-insensitive
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// The whole of `text` as a decimal number, or nothing: no sign for unsigned types, no blanks, no overflow.
template <class T>
std::optional<T> parse_number(std::string_view text) noexcept;

// true/yes/on/1 and false/no/off/0 in any case.
std::optional<bool> parse_bool(std::string_view text);

// The candidate within two edits of `name` (for "did you mean"), or nothing.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);  // strict: padding required, no blanks, no spare bits
std::string hex_encode(std::string_view bytes);

// Equal without telling by its duration where the difference is. Both lengths may leak.
bool constant_time_equal(std::string_view a, std::string_view b) noexcept;

// n random bytes from the kernel. Any thread.
std::string random_bytes(std::size_t n);
std::string random_hex(std::size_t bytes);  // 2 * bytes digits

}  // namespace zato::base
