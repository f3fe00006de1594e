// OpenMetrics 1.0 text, as Prometheus reads it. Pure functions, used by the registry and by whoever answers /metrics.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "metrics/snapshot.hpp"

namespace zato::metrics {

inline constexpr std::string_view kContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

// channel="zato.ping",method="GET". As many values as names; a value missing is empty, one too many is left out.
std::string label_text(std::span<const std::string> names, std::span<const std::string_view> values);

// The whole exposition, ending with # EOF.
std::string render(const Snapshot& snapshot);

}  // namespace zato::metrics
