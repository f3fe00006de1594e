// Times: the nominal times of one job, computed from its schedule and from nothing else: not from when it last ran, so
// there is no drift, and not from who computes them, so every scheduler agrees.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "schedule/cron_times.hpp"

namespace zato::schedule {

struct Once {
  Instant at;
};

struct Every {
  Instant start;
  Duration interval;          // at least a second
  std::uint64_t repeats = 0;  // so many times in all, counted from `start`; 0: for ever
};

struct ByCron {
  Cron cron;
  Zone zone;
};

class Times {
 public:
  Times(std::variant<Once, Every, ByCron> rule) : rule_(std::move(rule)) {}  // NOLINT: a rule is its times

  std::optional<Instant> next_after(Instant after) const;

  // The last one in (after, until].
  std::optional<Instant> last_between(Instant after, Instant until) const;

  // Follows the wall clock of a zone. Otherwise it counts time that passes.
  bool follows_clock() const noexcept { return std::holds_alternative<ByCron>(rule_); }
  bool once() const noexcept { return std::holds_alternative<Once>(rule_); }

 private:
  std::variant<Once, Every, ByCron> rule_;
};

// The next `count` of them, fewer where there are no more.
std::vector<Instant> next_times(const Times& times, Instant after, std::size_t count);

}  // namespace zato::schedule
