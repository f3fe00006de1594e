#include "metrics/openmetrics.hpp"

#include <gtest/gtest.h>

#include "metrics/registry.hpp"

namespace zato::metrics {
namespace {

std::string rendered(const Registry& registry) {
  auto snapshot = registry.snapshot();
  snapshot.families.erase("zato_metrics_dropped_series");
  return render(snapshot);
}

TEST(OpenMetrics, RendersACounterWithItsLabels) {
  Registry registry;
  auto& requests = registry.counter(
      {.name = "zato_http_server_requests", .help = "Requests.", .labels = {"channel", "method", "code"}});
  requests.with({"zato.ping", "GET", "200"}).add(3);
  requests.with({"echo", "POST", "500"}).add();
  EXPECT_EQ(rendered(registry),
            "# TYPE zato_http_server_requests counter\n"
            "# HELP zato_http_server_requests Requests.\n"
            "zato_http_server_requests_total{channel=\"echo\",method=\"POST\",code=\"500\"} 1\n"
            "zato_http_server_requests_total{channel=\"zato.ping\",method=\"GET\",code=\"200\"} 3\n"
            "# EOF\n");
}

TEST(OpenMetrics, RendersAGaugeWithItsUnit) {
  Registry registry;
  registry.gauge({.name = "zato_memory_bytes", .help = "Memory.", .unit = "bytes"}).single().set(1536.5);
  EXPECT_EQ(rendered(registry),
            "# TYPE zato_memory_bytes gauge\n"
            "# UNIT zato_memory_bytes bytes\n"
            "# HELP zato_memory_bytes Memory.\n"
            "zato_memory_bytes 1536.5\n"
            "# EOF\n");
}

TEST(OpenMetrics, RendersAHistogramCumulatively) {
  Registry registry;
  auto latency =
      registry
          .histogram(
              {.name = "zato_time_seconds", .help = "Time.", .unit = "seconds", .labels = {"c"}, .bounds = {0.1, 1}})
          .with({"a"});
  for (const double value : {0.05, 0.1, 0.5, 7.0}) latency.observe(value);
  EXPECT_EQ(rendered(registry),
            "# TYPE zato_time_seconds histogram\n"
            "# UNIT zato_time_seconds seconds\n"
            "# HELP zato_time_seconds Time.\n"
            "zato_time_seconds_bucket{c=\"a\",le=\"0.1\"} 2\n"
            "zato_time_seconds_bucket{c=\"a\",le=\"1.0\"} 3\n"
            "zato_time_seconds_bucket{c=\"a\",le=\"+Inf\"} 4\n"
            "zato_time_seconds_count{c=\"a\"} 4\n"
            "zato_time_seconds_sum{c=\"a\"} 7.65\n"
            "# EOF\n");
}

TEST(OpenMetrics, EscapesWhatWouldBreakALine) {
  const std::string names[] = {"path"};
  const std::string_view values[] = {"a\"b\\c\nd"};
  EXPECT_EQ(label_text(names, values), R"(path="a\"b\\c\nd")");
}

TEST(OpenMetrics, WithoutMetricsIsOnlyItsEnd) { EXPECT_EQ(render({}), "# EOF\n"); }

}  // namespace
}  // namespace zato::metrics
