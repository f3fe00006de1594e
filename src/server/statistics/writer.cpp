#include "server/statistics/writer.hpp"

#include <algorithm>

#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.statistics"};
constexpr auto kPatience = 2s;
constexpr std::size_t kMostMessages = 400;  // that wait while Redis is away

std::int64_t us(std::int64_t nanoseconds) { return nanoseconds / 1000; }

}  // namespace

StatisticsWriter::StatisticsWriter(rt::Loop& loop, service::Invoker& invoker, StatisticsStore store, Options options)
    : loop_(loop), invoker_(invoker), store_(std::move(store)), options_(std::move(options)) {
  batch_.place = options_.server + "/" + options_.worker;
  batch_.writer = batch_.place + "/" + base::random_hex(8);
}

void StatisticsWriter::run() {
  if (options_.interval.count() <= 0) return;
  while (!stop_.wait(rt::Deadline::after(options_.interval))) tell_now();
  tell_now();
}

void StatisticsWriter::stop() { stop_.set(); }

void StatisticsWriter::tell_now() {
  if (telling_) return;
  const auto told = tell();
  if (!told && !std::exchange(failing_, true)) kLog.warning("the statistics of services wait until Redis is there again: {}", told.error().text());
  if (told && std::exchange(failing_, false)) kLog.info("the statistics of services are in Redis again");
}

base::Result<void> StatisticsWriter::tell() {
  telling_ = true;
  const base::ScopeExit done([this] { telling_ = false; });
  const auto deadline = rt::Deadline::after(kPatience);
  if (!sent_) {  // maybe it was added and only the answer lost: as it is, it is added once
    ZATO_CHECK(store_.add(batch_, deadline));
    sent_ = true;
  }
  gather();
  if (!sent_) {
    ZATO_CHECK(store_.add(batch_, deadline));
    sent_ = true;
  }
  return tell_messages(deadline);
}

// What is new goes into the next batch.
void StatisticsWriter::gather() {
  batch_.deltas.clear();
  batch_.in_flight.clear();
  for (auto* stats : invoker_.registry().stats().all()) {
    const auto now = stats->read();
    if (now.in_flight > 0) batch_.in_flight.push_back({now.name, now.in_flight});
    if (now.usage == 0) continue;
    auto& told = told_[stats];
    if (now.usage == told.usage) continue;
    const auto extremes = stats->take_extremes();
    StatisticsDelta delta{.service = now.name,
                          .usage = now.usage - told.usage,
                          .errors = now.errors - told.errors,
                          .slow = now.slow - told.slow,
                          .total = us(now.total.count()) - us(told.total),
                          .min = us(extremes.min < 0 ? now.last.count() : extremes.min),
                          .max = us(std::max(extremes.max, std::int64_t{0})),
                          .last = us(now.last.count())};
    const auto buckets = stats->latencies();
    for (unsigned i = 0; i < buckets.size(); ++i) {
      if (buckets[i] != told.buckets[i]) delta.buckets.emplace_back(i, buckets[i] - told.buckets[i]);
    }
    told = {.usage = now.usage, .errors = now.errors, .slow = now.slow, .total = now.total.count(), .buckets = buckets};
    batch_.deltas.push_back(std::move(delta));
  }
  const bool flying = !batch_.in_flight.empty();
  if (batch_.deltas.empty() && !flying && !had_in_flight_) return;
  had_in_flight_ = flying;
  ++batch_.number;
  sent_ = false;
}

base::Result<void> StatisticsWriter::tell_messages(rt::Deadline deadline) {
  for (auto& message : invoker_.samples().take()) {
    if (messages_.size() < kMostMessages) messages_.push_back(std::move(message));
  }
  if (messages_.empty()) return {};
  ZATO_CHECK(store_.keep(messages_, options_.server, deadline));
  messages_.clear();
  return {};
}

base::Result<std::vector<admin::ServiceUsage>> StatisticsWriter::usage(const std::string& only) {
  const auto told = std::make_shared<rt::Event>();
  loop_.spawn([this, told] {
    if (options_.interval.count() > 0) tell_now();
    told->set();
  });
  told->wait(rt::Deadline::after(kPatience));
  return store_.usage(only, rt::Deadline::after(kPatience));
}

base::Result<admin::Periods> StatisticsWriter::periods(const admin::Span& span) { return store_.periods(span, rt::Deadline::after(kPatience)); }

base::Result<void> StatisticsWriter::forget(const admin::Span& span) { return store_.forget(span, rt::Deadline::after(kPatience)); }

base::Result<std::vector<Json>> StatisticsWriter::slow_responses(const std::string& service) {
  return store_.slow_responses(service, rt::Deadline::after(kPatience));
}

base::Result<Json> StatisticsWriter::sample(const std::string& service) { return store_.sample(service, rt::Deadline::after(kPatience)); }

}  // namespace zato::server
