#include "process/heritage.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace zato::process {
namespace {

using Fields = std::map<std::string_view, std::string_view>;

base::Result<int> number(const Fields& fields, std::string_view name) {
  const auto at = fields.find(name);
  const auto value = at == fields.end() ? std::nullopt : base::parse_number<int>(at->second);
  if (!value)
    return base::fail(base::Code::kInvalidArgument,
                      std::string(kHeritageVariable) + ": no number in " + std::string(name));
  return *value;
}

base::Result<std::vector<int>> numbers(const Fields& fields, std::string_view name) {
  std::vector<int> result;
  const auto at = fields.find(name);
  if (at == fields.end() || at->second.empty()) return result;
  for (const auto part : base::split(at->second, ',')) {
    ZATO_TRY(const int value, number({{name, part}}, name));
    result.push_back(value);
  }
  return result;
}

}  // namespace

std::string Heritage::encode() const {
  std::vector<std::string> listening;
  std::ranges::transform(listeners, std::back_inserter(listening), [](int fd) { return std::to_string(fd); });
  return "role=" + role + " slot=" + std::to_string(slot) + " generation=" + std::to_string(generation) +
         " cell=" + std::to_string(cell) + " listeners=" + base::join(listening, ",") +
         " pulses=" + std::to_string(pulses) + " notes=" + std::to_string(notes) + " metrics=" + std::to_string(metrics) +
         " lifeline=" + std::to_string(lifeline) + " link=" + std::to_string(link) +
         " heartbeat_ms=" + std::to_string(heartbeat_timeout.count());
}

base::Result<Heritage> Heritage::decode(std::string_view text) {
  Fields fields;
  for (const auto part : base::split(text, ' ')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos) fields[part.substr(0, equals)] = part.substr(equals + 1);
  }
  Heritage heritage;
  heritage.role = fields["role"];
  if (heritage.role.empty())
    return base::fail(base::Code::kInvalidArgument, std::string(kHeritageVariable) + ": no role");
  ZATO_TRY(heritage.slot, number(fields, "slot"));
  ZATO_TRY(heritage.generation, number(fields, "generation"));
  ZATO_TRY(heritage.cell, number(fields, "cell"));
  ZATO_TRY(heritage.listeners, numbers(fields, "listeners"));
  ZATO_TRY(heritage.pulses, number(fields, "pulses"));
  ZATO_TRY(heritage.notes, number(fields, "notes"));
  ZATO_TRY(heritage.metrics, number(fields, "metrics"));
  ZATO_TRY(heritage.lifeline, number(fields, "lifeline"));
  ZATO_TRY(heritage.link, number(fields, "link"));
  ZATO_TRY(const int heartbeat, number(fields, "heartbeat_ms"));
  heritage.heartbeat_timeout = std::chrono::milliseconds(heartbeat);
  return heritage;
}

}  // namespace zato::process
