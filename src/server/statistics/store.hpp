// StatisticsStore: the statistics of services as they lie in Redis, below zato:<cluster>:stats:. Written by workers
// (writer.hpp), read by admin services. Totals of each service since it was first called, with its durations in buckets
// (service/latency.hpp); the same without buckets per minute (kept for 3 hours), hour (9 days) and day (400 days); slow
// responses and samples. Nothing is kept for ever.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "admin/statistics.hpp"
#include "broker/keys.hpp"
#include "broker/redis_client.hpp"
#include "service/samples.hpp"

namespace zato::server {

// What a worker has counted of a service since it last told. Durations in microseconds.
struct StatisticsDelta {
  std::string service;
  std::uint64_t usage = 0, errors = 0, slow = 0;
  std::int64_t total = 0, min = 0, max = 0, last = 0;
  std::vector<std::pair<unsigned, std::uint64_t>> buckets = {};
};

struct InFlight {
  std::string service;
  std::uint64_t calls = 0;
};

class StatisticsStore {
 public:
  struct Options {
    std::chrono::seconds totals{30 * 86400};     // kept so long after the last call
    std::chrono::seconds in_flight{30};          // so long after a worker's last word
    std::chrono::seconds messages{7 * 86400};    // slow responses and samples
    std::size_t slow_responses = 100;            // per service
  };
  StatisticsStore(broker::RedisClient& redis, broker::Keys keys, Options options)
      : redis_(redis), keys_(std::move(keys)), options_(options) {}

  // `writer` is one life of a process; `batch` counts up. A batch that was added already is not added again.
  struct Batch {
    std::string writer;
    std::uint64_t number = 0;
    std::string place;  // of the writer: "server1/worker-1", the same for whoever replaces it
    std::vector<StatisticsDelta> deltas = {};
    std::vector<InFlight> in_flight = {};
  };
  base::Result<void> add(const Batch& batch, rt::Deadline deadline);
  base::Result<void> keep(const std::vector<service::Sample>& samples, const std::string& server, rt::Deadline deadline);

  base::Result<std::vector<admin::ServiceUsage>> usage(const std::string& only, rt::Deadline deadline);
  base::Result<admin::Periods> periods(const admin::Span& span, rt::Deadline deadline);
  base::Result<void> forget(const admin::Span& span, rt::Deadline deadline);
  base::Result<std::vector<Json>> slow_responses(const std::string& service, rt::Deadline deadline);
  base::Result<Json> sample(const std::string& service, rt::Deadline deadline);

 private:
  std::string prefix() const { return keys_.key("stats") + ":"; }
  base::Result<broker::Reply> run(const char* script, std::vector<std::string> words, rt::Deadline deadline);

  broker::RedisClient& redis_;
  const broker::Keys keys_;
  const Options options_;
};

}  // namespace zato::server
