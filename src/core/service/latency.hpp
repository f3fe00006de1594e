// Durations counted in buckets that are the same everywhere, so that counts of workers, servers and minutes add up: each
// power of two from 1 us to 73 minutes is divided by eight, which makes a percentile wrong by 6 % at most.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace zato::service {

inline constexpr unsigned kFirstPower = 10;  // 1024 ns; what is shorter is in bucket 0
inline constexpr unsigned kPowers = 32;
inline constexpr unsigned kLatencyBuckets = 1 + kPowers * 8 + 1;  // the last one is for all that is longer

constexpr unsigned latency_bucket(std::int64_t nanoseconds) noexcept {
  if (nanoseconds < (std::int64_t{1} << kFirstPower)) return 0;
  const auto value = static_cast<std::uint64_t>(nanoseconds);
  const auto power = static_cast<unsigned>(std::bit_width(value)) - 1;
  const auto eighth = static_cast<unsigned>(value >> (power - 3)) & 7U;
  return std::min(1 + (power - kFirstPower) * 8 + eighth, kLatencyBuckets - 1);
}

// The middle of a bucket, in nanoseconds.
constexpr std::int64_t latency_of(unsigned bucket) noexcept {
  if (bucket == 0) return 1 << (kFirstPower - 1);
  const unsigned power = kFirstPower + (bucket - 1) / 8;
  const std::int64_t width = std::int64_t{1} << (power - 3);
  return (8 + static_cast<std::int64_t>((bucket - 1) % 8)) * width + width / 2;
}

using LatencyCounts = std::array<std::uint64_t, kLatencyBuckets>;

// The duration that `share` (0 to 1) of all calls did not exceed, in nanoseconds; 0 when there were none.
inline std::int64_t percentile(const LatencyCounts& counts, double share) noexcept {
  std::uint64_t total = 0;
  for (const auto count : counts) total += count;
  if (total == 0) return 0;
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share * static_cast<double>(total) + 0.5));
  std::uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < kLatencyBuckets; ++bucket) {
    seen += counts[bucket];
    if (seen >= rank) return latency_of(bucket);
  }
  return latency_of(kLatencyBuckets - 1);
}

}  // namespace zato::service
