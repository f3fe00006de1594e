#include "admin/json_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>

namespace zato::admin {
namespace {

constexpr std::size_t kLong = 4096;
constexpr std::size_t kWorthIt = 1UL << 20;  // of a text

// Stands for itself: no escape, nothing that must be one, one byte a character.
bool is_plain(std::string_view characters) noexcept {
  if (std::memchr(characters.data(), '\\', characters.size())) return false;
  constexpr std::uint64_t kTops = 0x8080808080808080, kBlanks = 0x2020202020202020;
  std::uint64_t wrong = 0;
  for (; characters.size() >= 8; characters.remove_prefix(8)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, characters.data(), 8);
    // Of no more than 0x7f each, a top bit of the difference tells one below a blank.
    wrong |= eight | (eight - kBlanks);
  }
  return (wrong & kTops) == 0 &&
         std::ranges::all_of(characters, [](unsigned char c) { return c >= ' ' && c < 0x80; });
}

// Behind the string that begins before `at`; the text's end if it does not end.
std::size_t end_of_string(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

bool is_key(std::string_view text, std::size_t end) noexcept {
  const auto next = text.find_first_not_of(" \t\r\n", end);
  return next != text.npos && text[next] == ':';
}

// The text with an empty string for each long one.
struct Shortened {
  struct Long {
    std::size_t place;  // among all strings, keys as well
    std::string_view characters;
  };
  std::string text;
  std::deque<Long> taken;
};

Shortened shorten(std::string_view text) {
  Shortened shortened;
  std::size_t copied = 0;
  std::size_t place = 0;
  for (auto at = text.find('"'); at != text.npos; at = text.find('"', at), ++place) {
    const auto begin = at + 1;
    const auto quote = text.find('"', begin);
    if (quote == text.npos) break;
    const auto characters = text.substr(begin, quote - begin);
    if (characters.size() < kLong || !is_plain(characters) || is_key(text, quote + 1)) {
      at = end_of_string(text, begin);
      continue;
    }
    shortened.text += text.substr(copied, begin - copied);
    shortened.taken.push_back({place, characters});
    copied = quote;
    at = quote + 1;
  }
  shortened.text += text.substr(copied);
  return shortened;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  Json json;
  if (text.size() < kWorthIt) {
    json = Json::parse(text, nullptr, false);
  } else {
    auto shortened = shorten(text);
    std::size_t place = 0;
    const auto put_back = [&](int, Json::parse_event_t event, Json& parsed) {
      if (event != Json::parse_event_t::key && !(event == Json::parse_event_t::value && parsed.is_string()))
        return true;
      auto& taken = shortened.taken;
      if (!taken.empty() && taken.front().place == place) {
        parsed = std::string(taken.front().characters);
        taken.pop_front();
      }
      ++place;
      return true;
    };
    json = Json::parse(shortened.text, put_back, false);
  }
  if (json.is_discarded()) return std::nullopt;
  return json;
}

}  // namespace zato::admin
