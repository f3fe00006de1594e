// The values of many series at one moment, as plain data: what one process publishes, what several are summed up to,
// what is rendered as text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::metrics {

enum class Kind : std::uint8_t { kCounter, kGauge, kHistogram };
enum class Combine : std::uint8_t {
  kSum,
  kMax
};  // how a gauge of several processes becomes one; the others are summed

struct Value {
  std::uint64_t count = 0;                  // counter
  double number = 0;                        // gauge; sum of a histogram
  std::vector<std::uint64_t> buckets = {};  // histogram: not cumulative, the last one is +Inf

  bool operator==(const Value&) const = default;
};

struct Family {
  Kind kind = Kind::kCounter;
  Combine combine = Combine::kSum;
  std::string help = {};
  std::string unit = {};
  std::vector<double> bounds = {};  // histogram
  // By the text of its labels as it is rendered: channel="zato.ping",method="GET"
  std::map<std::string, Value, std::less<>> series = {};

  bool same_shape(const Family& other) const { return kind == other.kind && bounds == other.bounds; }
  bool operator==(const Family&) const = default;
};

struct Snapshot {
  std::map<std::string, Family, std::less<>> families = {};  // by name, without _total

  // Adds what another process counted. A family that has another shape there (a release in which it changed) is left
  // out.
  void merge(const Snapshot& other);
  // Gauges tell what is now; those of a process that is gone tell nothing.
  void drop_gauges();

  std::string encode() const;
  static base::Result<Snapshot> decode(std::string_view bytes);

  bool operator==(const Snapshot&) const = default;
};

}  // namespace zato::metrics
