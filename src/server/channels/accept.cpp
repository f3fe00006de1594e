#include "server/channels/accept.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zato::server {
namespace {

constexpr double kBarely = 0.001;  // the least that a q can say

std::string_view type_of(std::string_view range) { return range.substr(0, range.find('/')); }

// How closely a range describes the wanted media type, or another range: 3 the type itself, 2 "application/*", 1 "*/*", 0 not at all.
int closeness(std::string_view range, std::string_view wanted) {
  if (base::iequals(range, wanted)) return 3;
  if ((range.ends_with("/*") || wanted.ends_with("/*")) && base::iequals(type_of(range), type_of(wanted))) return 2;
  return range == "*/*" || wanted == "*/*" ? 1 : 0;
}

double quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = std::min(parameters.find(';'), parameters.size());
    const auto one = base::trim(parameters.substr(0, end));
    if (one.size() > 2 && base::iequals(one.substr(0, 2), "q=")) return std::clamp(base::parse_number<double>(one.substr(2)).value_or(1), 0.0, 1.0);
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return 1;
}

}  // namespace

double preference(std::string_view header, std::string_view wanted) noexcept {
  if (header.empty()) return 1;
  double best = wanted == "*/*" || wanted.empty() ? kBarely : 0;
  int closest = 0;
  while (!header.empty()) {
    const auto comma = std::min(header.find(','), header.size());
    const auto element = header.substr(0, comma);
    header.remove_prefix(std::min(comma + 1, header.size()));
    const auto semicolon = std::min(element.find(';'), element.size());
    const int close = closeness(base::trim(element.substr(0, semicolon)), wanted);
    if (close == 0 || close < closest) continue;
    const double quality = quality_of(element.substr(semicolon));
    best = close > closest ? std::max(quality, wanted == "*/*" ? best : 0) : std::max(best, quality);
    closest = close;
  }
  return best;
}

}  // namespace zato::server
