// Time zones, from the system's files (TZif, RFC 8536), which are read once.
#pragma once

#include <chrono>
#include <string_view>

#include "zato/runtime.hpp"

namespace zato::service {

// What the clocks of `zone` ("Europe/Warsaw"; empty: this machine's) show at `at`. Any thread.
zato::ZoneOffset zone_offset(std::string_view zone, std::chrono::sys_seconds at);

}  // namespace zato::service
