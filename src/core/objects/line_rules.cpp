// Rules for text whose lines mean something: settings, rate limits, patterns of topics.
#include "base/ip_network.hpp"
#include "base/text.hpp"
#include "objects/rules.hpp"

namespace zato::objects {

namespace {

std::string in_line(std::size_t number, const std::string& wrong) {
  return "line " + std::to_string(number) + " " + wrong;
}

// Applies `check(key, value)` to each line that is neither blank nor a comment.
template <class Check>
std::string each_pair(const std::string& text, const char* form, Check check) {
  std::size_t number = 0;
  for (auto line : base::split(text, '\n')) {
    ++number;
    line = base::trim(line);
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    const auto key = base::trim(line.substr(0, equals));
    if (equals == std::string_view::npos || key.empty()) return in_line(number, std::string("is not ") + form);
    const auto wrong = check(std::string(key), std::string(base::trim(line.substr(equals + 1))));
    if (!wrong.empty()) return in_line(number, wrong);
  }
  return {};
}

std::string rate_limit(const std::string& from, const std::string& rate) {
  if (from != "*" && !base::IpNetwork::parse(from))
    return "begins with `" + from + "`, which is no address, network or *";
  if (rate == "*") return {};
  const auto slash = rate.find('/');
  const auto count = base::parse_number<std::int64_t>(base::trim(std::string_view(rate).substr(0, slash)));
  if (!count || *count < 0 || slash == std::string::npos) return "has no rate such as 100/m";
  const auto unit = base::trim(std::string_view(rate).substr(slash + 1));
  return unit == "m" || unit == "h" || unit == "d" ? "" : "has a unit other than m, h or d";
}

}  // namespace

std::string key_value_lines(const std::string& text) {
  return each_pair(text, "key=value", [](const auto&, const auto&) { return std::string(); });
}

std::string rate_limit_lines(const std::string& text) { return each_pair(text, "address=rate", rate_limit); }

std::string pattern_lines(const std::string& text) {
  return each_pair(text, "pub=pattern or sub=pattern", [](const std::string& key, const std::string& pattern) {
    if (key != "pub" && key != "sub") return std::string("begins with neither pub= nor sub=");
    return std::string(pattern.empty() ? "has no pattern" : "");
  });
}

}  // namespace zato::objects
