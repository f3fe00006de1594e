// From the minutes of a cron definition to instants, in a time zone whose clocks are put forward and back.
//
// A definition that names hours (`30 2 * * *`) means what a clock shows: a time that is left out when clocks go forward
// runs once when they have, at the first moment after the gap; a time that comes twice when they go back runs the first
// time only. A definition for every hour (`*/15 * * * *`) counts time that passes: nothing is made up for in the gap,
// and the hour that comes twice has its runs twice.
#pragma once

#include <optional>

#include "schedule/cron.hpp"
#include "schedule/zone.hpp"

namespace zato::schedule {

// The first instant after `after`.
std::optional<Instant> next_cron_time(const Cron& cron, const Zone& zone, Instant after);

}  // namespace zato::schedule
