#include "enmasse/node.hpp"

#include <algorithm>

namespace zato::enmasse {

std::string Position::text() const {
  const std::string name = file ? *file : std::string("input");
  return line > 0 ? name + ":" + std::to_string(line) : name;
}

const Node* Node::find(std::string_view key) const noexcept {
  const auto at = std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
  return at == members.end() ? nullptr : &at->value;
}

namespace {

// Length of the well-formed character at `at`, or 0.
std::size_t character_length(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >> 5 == 0x6 ? 2 : lead >> 4 == 0xE ? 3 : lead >> 3 == 0x1E ? 4 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  std::uint32_t point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(at + i) >> 6 != 0x2) return 0;
    point = point << 6 | (byte(at + i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < kSmallest[length] || point > 0x10FFFF || surrogate ? 0 : length;
}

}  // namespace

int first_bad_utf8_line(std::string_view text) noexcept {
  int line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character_length(text, at);
    if (length == 0) return line;
    if (text[at] == '\n') ++line;
    at += length;
  }
  return 0;
}

}  // namespace zato::enmasse
