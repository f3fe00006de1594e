#include "service/stats.hpp"

#include <gmock/gmock.h>

namespace zato::service {
namespace {

using namespace std::chrono_literals;

TEST(Latency, EveryDurationLiesWithinSixPercentOfItsBucket) {
  for (double ns = 2000; ns < 3e12; ns *= 1.013) {
    const auto value = static_cast<std::int64_t>(ns);
    const auto told = static_cast<double>(latency_of(latency_bucket(value)));
    ASSERT_NEAR(told / ns, 1.0, 0.0626) << value;
  }
}

TEST(Latency, BucketsAreInOrderAndTakeEverything) {
  EXPECT_EQ(latency_bucket(0), 0u);
  EXPECT_EQ(latency_bucket(-1), 0u);
  EXPECT_EQ(latency_bucket(1024), 1u);
  EXPECT_EQ(latency_bucket(std::int64_t{1} << 62), kLatencyBuckets - 1);
  for (unsigned bucket = 1; bucket < kLatencyBuckets; ++bucket) {
    ASSERT_LT(latency_of(bucket - 1), latency_of(bucket));
    ASSERT_EQ(latency_bucket(latency_of(bucket)), bucket);
  }
}

TEST(Latency, PercentilesAreThoseOfTheSortedDurations) {
  LatencyCounts counts{};
  for (int i = 1; i <= 1000; ++i) ++counts[latency_bucket(i * 1'000'000)];
  EXPECT_NEAR(static_cast<double>(percentile(counts, 0.50)), 500e6, 32e6);
  EXPECT_NEAR(static_cast<double>(percentile(counts, 0.95)), 950e6, 60e6);
  EXPECT_NEAR(static_cast<double>(percentile(counts, 0.99)), 990e6, 62e6);
  EXPECT_EQ(percentile(LatencyCounts{}, 0.5), 0);
}

TEST(Stats, KeepsTheExtremesOfALifeAcrossTheTakingOfThoseOfAWhile) {
  Stats stats("crm.get");
  EXPECT_EQ(stats.take_extremes().min, -1);
  for (const auto took : {5ms, 2ms, 9ms}) {
    stats.started();
    stats.ended(took, false, false);
  }
  const auto first = stats.take_extremes();
  EXPECT_EQ(first.min, 2'000'000);
  EXPECT_EQ(first.max, 9'000'000);
  stats.started();
  stats.ended(4ms, true, true);
  EXPECT_EQ(stats.take_extremes().min, 4'000'000);
  const auto reading = stats.read();
  EXPECT_EQ(reading.min, 2ms);
  EXPECT_EQ(reading.max, 9ms);
  EXPECT_EQ(reading.last, 4ms);
  EXPECT_EQ(reading.mean(), 5ms);
  EXPECT_EQ(reading.usage, 4u);
  EXPECT_EQ(reading.errors, 1u);
  EXPECT_EQ(reading.slow, 1u);
  EXPECT_EQ(stats.latencies()[latency_bucket(9'000'000)], 1u);
}

}  // namespace
}  // namespace zato::service
