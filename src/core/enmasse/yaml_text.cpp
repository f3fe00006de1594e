#include "enmasse/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"

namespace zato::enmasse {

namespace {

bool is_word(std::string_view text) {
  static constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./ ";
  const auto first = text.empty() ? ' ' : text.front();
  const bool begins = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '/';
  return begins && text.back() != ' ' && text.find_first_not_of(kSafe) == std::string_view::npos;
}

// Words that some version of YAML takes for something else, and what Zato's reader would look up in the environment.
bool is_taken(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords = {"true", "false", "yes", "no",  "on",  "off",
                                                              "null", "y",     "n",   "nan", "inf", "infinity"};
  const auto low = base::lower(text);
  return std::find(kWords.begin(), kWords.end(), low) != kWords.end();
}

struct Character {
  std::uint32_t point;
  std::size_t length;
};

// Of well-formed UTF-8; a stray byte counts as itself.
Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) return {lead, 1};
  std::uint32_t point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  return {point, length};
}

// Controls, other line breaks, the byte order mark: what a file cannot hold, or what nobody would see in it.
bool needs_escape(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0x2028 || point == 0x2029 || point == 0xFEFF ||
         point == 0xFFFE || point == 0xFFFF;
}

std::string escape(std::uint32_t point) {
  if (point == '\n') return "\\n";
  if (point == '\t') return "\\t";
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[point >> shift & 15];
  return out;
}

bool fits_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.front() == ' ' || text.front() == '\n') return false;
  for (std::size_t at = 0; at < text.size();) {
    const auto [point, length] = character_at(text, at);
    if (point != '\n' && needs_escape(point)) return false;
    at += length;
  }
  return !text.ends_with("\n\n") && text.find(" \n") == std::string_view::npos && text.back() != ' ';
}

}  // namespace

std::string yaml_string(std::string_view text) {
  if (is_word(text) && !is_taken(text)) return std::string(text);
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto [point, length] = character_at(text, at);
    if (point == '"' || point == '\\')
      out += {'\\', static_cast<char>(point)};
    else if (needs_escape(point))
      out += escape(point);
    else
      out += text.substr(at, length);
    at += length;
  }
  return out + "\"";
}

std::string yaml_block(std::string_view text, std::size_t depth) {
  if (!fits_block(text)) return {};
  const bool ends = text.back() == '\n';
  std::string out = ends ? "|" : "|-";
  if (ends) text.remove_suffix(1);
  for (const auto line : base::split(text, '\n')) {
    out += '\n';
    if (!line.empty()) out += std::string(depth, ' ') + std::string(line);
  }
  return out;
}

}  // namespace zato::enmasse
