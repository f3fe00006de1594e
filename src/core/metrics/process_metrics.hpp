// What the kernel counts about this process, as gauges labelled with its name. Used by workers and keeper.
#pragma once

#include <string_view>

#include "metrics/registry.hpp"

namespace zato::metrics {

// zato_process_{resident_memory_bytes,cpu_seconds,start_time_seconds}{process="worker-1"}, brought up to date with each
// snapshot.
void add_process_metrics(Registry& registry, std::string_view process);

}  // namespace zato::metrics
