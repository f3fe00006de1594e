#include "objects/rules.hpp"

#include <algorithm>
#include <set>

namespace zato::objects {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

std::string url_path(const std::string& text) {
  if (text.empty() || text.front() != '/') return "must start with `/`";
  if (text.find_first_of(" ?#") != std::string::npos) return "must not contain a blank, `?` or `#`";
  std::set<std::string> parameters;
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos;) {
    const auto end = text.find_first_of("{}", at + 1);
    if (text[at] != '{' || end == std::string::npos || text[end] != '}') return "has a brace without its partner";
    const auto name = text.substr(at + 1, end - at - 1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_character)) {
      return "has a parameter `{" + name + "}` whose name is not letters, digits, `_` or `-`";
    }
    if (!parameters.insert(name).second) return "has the parameter `{" + name + "}` twice";
    at = end + 1;
  }
  return {};
}

std::string header_name(const std::string& text) {
  constexpr std::string_view kAlsoAllowed = "!#$%&'*+.^`|~";
  const bool good = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_name_character(c) || kAlsoAllowed.find(c) != std::string_view::npos;
  });
  return good ? "" : "is not the name of an HTTP header";
}

std::string quotable(const std::string& text) {
  return text.find_first_of("\"\\") == std::string::npos ? "" : "must not contain a double quote or a backslash";
}

std::string without_colon(const std::string& text) {
  return text.find(':') == std::string::npos ? "" : "must not contain a colon";
}

}  // namespace zato::objects
