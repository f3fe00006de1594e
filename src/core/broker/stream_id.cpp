// Positions in streams (stream_id.hpp).
#include "broker/stream_id.hpp"

#include "base/text.hpp"

namespace zato::broker {

std::optional<StreamId> StreamId::parse(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto milliseconds = base::parse_number<std::uint64_t>(text.substr(0, dash));
  const auto sequence = base::parse_number<std::uint64_t>(text.substr(dash + 1));
  if (!milliseconds || !sequence) return std::nullopt;
  return StreamId{*milliseconds, *sequence};
}

}  // namespace zato::broker
