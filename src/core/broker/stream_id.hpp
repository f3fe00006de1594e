// StreamId: the position of an entry in a Redis stream, "1732147200000-5". Ordered as Redis orders them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zato::broker {

struct StreamId {
  std::uint64_t milliseconds = 0;  // of Redis' clock
  std::uint64_t sequence = 0;

  static std::optional<StreamId> parse(std::string_view text);
  std::string text() const { return std::to_string(milliseconds) + "-" + std::to_string(sequence); }
  auto operator<=>(const StreamId&) const = default;
};

}  // namespace zato::broker
