// StatisticsWriter: tells Redis what this worker has counted since it last told, and answers admin services from there.
// While Redis is away nothing waits for it: what is counted meanwhile is told when it is back. What a killed worker had
// not told yet is lost, an interval's worth. One per worker.
#pragma once

#include <optional>
#include <unordered_map>

#include "rt/event.hpp"
#include "server/statistics/store.hpp"
#include "service/invoker.hpp"

namespace zato::server {

class StatisticsWriter final : public admin::Statistics {
 public:
  struct Options {
    std::string server;
    std::string worker;                        // "worker-1"
    std::chrono::milliseconds interval{2000};  // zero: nothing is written
  };
  StatisticsWriter(rt::Loop& loop, service::Invoker& invoker, StatisticsStore store, Options options);

  // On a fiber of its own until stop(), with what was counted last.
  void run();
  void stop();

  // admin::Statistics: any thread but the loop's. What this worker has counted until now is in the answer.
  base::Result<std::vector<admin::ServiceUsage>> usage(const std::string& only) override;
  base::Result<admin::Periods> periods(const admin::Span& span) override;
  base::Result<void> forget(const admin::Span& span) override;
  base::Result<std::vector<Json>> slow_responses(const std::string& service) override;
  base::Result<Json> sample(const std::string& service) override;

 private:
  struct Told {
    std::uint64_t usage = 0, errors = 0, slow = 0;
    std::int64_t total = 0;  // nanoseconds
    service::LatencyCounts buckets{};
  };

  base::Result<void> tell();
  base::Result<void> tell_messages(rt::Deadline deadline);
  void gather();
  void tell_now();

  rt::Loop& loop_;
  service::Invoker& invoker_;
  StatisticsStore store_;
  const Options options_;
  std::unordered_map<const service::Stats*, Told> told_;
  StatisticsStore::Batch batch_;  // gathered; `sent_` once Redis has it
  bool sent_ = true;
  bool had_in_flight_ = false;
  bool telling_ = false;
  std::vector<service::Sample> messages_;  // taken, not stored yet
  bool failing_ = false;
  rt::Event stop_;
};

}  // namespace zato::server
