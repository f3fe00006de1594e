// Finding secrets by the names before them (redact.hpp). No parser: messages may be cut off, or be in no format at all.
#include "service/redact.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace zato::service {
namespace {

// Parts of names in small letters, "_" and "-" left out.
constexpr std::array<std::string_view, 9> kNames{"passw",      "passphrase", "secret",        "token", "apike",
                                                 "privatekey", "credential", "authorization", "cookie"};
constexpr std::string_view kHidden = "******";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool sounds_secret(std::string_view name) {
  auto lower = base::lower(name);
  std::erase_if(lower, [](char c) { return c == '_' || c == '-'; });
  return std::ranges::any_of(kNames, [&](std::string_view secret) { return lower.find(secret) != lower.npos; });
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Behind the quoted string that begins at `at`.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

// [begin, end) of the value that belongs to a name which ends at `at`; empty: that was no name of a value.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Range in_brackets(std::string_view text, std::size_t at) {
  const char open = text[at];
  const char close = open == '{' ? '}' : ']';
  int depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '"') {
      i = end_of_quoted(text, i);
      continue;
    }
    depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
    if (depth == 0) return {at, i + 1};
  }
  return {at, text.size()};
}

bool is_quote(char c) { return c == '"' || c == '\''; }

// Messages in messages have their quotes escaped, more with each level: `backslashes` is how many stand before each.
std::size_t end_of_text(std::string_view text, std::size_t at, char quote, std::size_t backslashes) {
  for (std::size_t seen = 0; at < text.size(); ++at) {
    if (text[at] == quote && seen <= backslashes) return at - seen;
    seen = text[at] == '\\' ? seen + 1 : 0;
  }
  return text.size();
}

std::size_t skip_backslashes(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == '\\') ++at;
  return at;
}

Range value_after(std::string_view text, std::size_t at) {
  const auto quote = skip_backslashes(text, at);  // of the name
  if (quote < text.size() && is_quote(text[quote])) at = quote + 1;
  at = skip_blanks(text, at);
  if (at >= text.size()) return {};
  if (text[at] == '>') return {at + 1, std::min(text.find('<', at), text.size())};
  if (text[at] != ':' && text[at] != '=') return {};
  const bool header = text[at] == ':';
  at = skip_blanks(text, at + 1);
  if (at >= text.size()) return {};
  const auto open = skip_backslashes(text, at);
  if (open < text.size() && is_quote(text[open])) return {open + 1, end_of_text(text, open + 1, text[open], open - at)};
  if (text[at] == '{' || text[at] == '[') return in_brackets(text, at);
  const auto end = text.find_first_of(header ? "\r\n,}]" : "&; \t\r\n,}]", at);
  return {at, std::min(end, text.size())};
}

}  // namespace

std::string redacted(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_character(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_name_character(text[at])) ++at;
    const bool closes_element = begin > 0 && text[begin - 1] == '/';
    if (closes_element || !sounds_secret(text.substr(begin, at - begin))) continue;
    const auto value = value_after(text, at);
    if (value.end <= value.begin) continue;
    out.append(text, copied, value.begin - copied).append(kHidden);
    copied = at = value.end;
  }
  return out.append(text.substr(copied));
}

}  // namespace zato::service
