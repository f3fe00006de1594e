// What cron means, told a second time and in another way: minute after minute is looked at, the zone's clock is the C
// library's, and the text of the definition is read anew for each. Slow, short, and with nothing in common with the
// code under test.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace zato::test {

// Seconds since 1970 of the first run after `after`; nothing within `days`. Sets the process' TZ.
std::optional<std::time_t> brute_next(const std::string& definition, const std::string& zone, std::time_t after,
                                      int days);

}  // namespace zato::test
