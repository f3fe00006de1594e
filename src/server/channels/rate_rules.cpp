#include "server/channels/rate_rules.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;

std::optional<std::chrono::seconds> window_of(std::string_view unit) {
  if (unit == "m") return 1min;
  if (unit == "h") return 1h;
  if (unit == "d") return 24h;
  return std::nullopt;
}

bool read_rate(std::string_view text, RateRule& rule) {
  if (text == "*") return true;
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto limit = base::parse_number<std::int64_t>(base::trim(text.substr(0, slash)));
  const auto window = window_of(base::trim(text.substr(slash + 1)));
  if (!limit || *limit < 0 || !window) return false;
  rule.limit = *limit;
  rule.window = *window;
  return true;
}

std::optional<RateRule> parse_line(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  RateRule rule{.from = std::string(base::trim(line.substr(0, equals)))};
  if (rule.from != "*" && !(rule.network = base::IpNetwork::parse(rule.from))) return std::nullopt;
  if (!read_rate(base::trim(line.substr(equals + 1)), rule)) return std::nullopt;
  return rule;
}

int rank(const RateRule& rule) { return rule.network ? -rule.network->prefix() : 1; }

}  // namespace

base::Result<RateRules> RateRules::parse(std::string_view text) {
  RateRules parsed;
  std::size_t number = 0;
  for (auto line : base::split(text, '\n')) {
    ++number;
    line = base::trim(line);
    if (line.empty() || line.front() == '#') continue;
    auto rule = parse_line(line);
    if (!rule) return base::fail(base::Code::kInvalidArgument, "rate limit, line " + std::to_string(number) + ": not address=rate/unit");
    parsed.rules_.push_back(std::move(*rule));
  }
  std::ranges::stable_sort(parsed.rules_, {}, rank);
  return parsed;
}

const RateRule* RateRules::find(std::string_view address) const {
  const auto known = base::IpAddress::parse(address);
  for (const auto& rule : rules_) {
    if (!rule.network || (known && rule.network->contains(*known))) return &rule;
  }
  return nullptr;
}

}  // namespace zato::server
