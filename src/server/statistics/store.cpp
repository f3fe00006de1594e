#include "server/statistics/store.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "server/statistics/scripts.hpp"
#include "service/latency.hpp"

namespace zato::server {
namespace {

using admin::PeriodUsage;
using admin::Periods;
using admin::ServiceUsage;
using admin::Span;
using base::Result;
using broker::Keys;
using broker::Reply;
using std::chrono::seconds;

constexpr std::size_t kServicesPerCall = 250;  // so that nobody else waits for Redis for long
constexpr std::size_t kMostPeriods = 400;

std::string text(std::integral auto number) { return std::to_string(number); }
template <class T = std::int64_t>
T number(std::string_view text) {
  return base::parse_number<T>(text).value_or(0);
}
double ms(std::int64_t microseconds) { return static_cast<double>(microseconds) / 1000; }
double ms_of_ns(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

void append(std::vector<std::string>& words, const StatisticsDelta& delta) {
  words.insert(words.end(), {delta.service, Keys::escaped(delta.service), text(delta.usage), text(delta.errors), text(delta.slow),
                             text(delta.total), text(delta.min), text(delta.max), text(delta.last), text(delta.buckets.size())});
  for (const auto& [bucket, count] : delta.buckets) words.insert(words.end(), {text(bucket), text(count)});
}

// [field, value, …] of one service.
ServiceUsage usage_of(const Reply& fields) {
  ServiceUsage usage{.service = std::string(fields["name"]),
                     .usage = number<std::uint64_t>(fields["usage"]),
                     .errors = number<std::uint64_t>(fields["errors"]),
                     .slow = number<std::uint64_t>(fields["slow"]),
                     .total = ms(number(fields["total"])),
                     .last = ms(number(fields["last"])),
                     .min = ms(number(fields["min"])),
                     .max = ms(number(fields["max"])),
                     .last_called = base::iso_utc(base::WallTime(seconds(number(fields["at"]))))};
  service::LatencyCounts counts{};
  const auto& words = fields.array();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto field = words[i].text();
    if (!field.starts_with('b')) continue;
    const auto bucket = base::parse_number<unsigned>(field.substr(1));
    if (bucket && *bucket < service::kLatencyBuckets) counts[*bucket] = number<std::uint64_t>(words[i + 1].text());
  }
  // Buckets have a width, what was measured has not.
  const auto share = [&](double part) { return std::clamp(ms_of_ns(service::percentile(counts, part)), usage.min, std::max(usage.min, usage.max)); };
  usage.p50 = share(0.50);
  usage.p95 = share(0.95);
  usage.p99 = share(0.99);
  return usage;
}

struct Grain {
  const char* name;
  seconds length;
  seconds kept;
};
constexpr Grain kGrains[] = {{"minute", seconds(60), seconds(10800)}, {"hour", seconds(3600), seconds(777600)}, {"day", seconds(86400), seconds(34560000)}};

// The finest that is still there for all of the span, and does not make too many periods of it.
const Grain& grain_of(const Span& span, base::WallTime now) {
  for (const auto& grain : kGrains) {
    const bool kept = span.start + grain.kept > now;
    const bool few = (span.stop - span.start) / grain.length <= static_cast<std::int64_t>(kMostPeriods);
    if (kept && few) return grain;
  }
  return kGrains[2];
}

std::vector<base::WallTime> begins_of(const Span& span, const Grain& grain) {
  std::vector<base::WallTime> begins;
  const auto since = std::chrono::duration_cast<seconds>(span.start.time_since_epoch());
  for (auto at = since - since % grain.length; base::WallTime(at) < span.stop && begins.size() < kMostPeriods; at += grain.length)
    begins.emplace_back(at);
  return begins;
}

// "usage errors total min max"
PeriodUsage period_of(std::string_view value) {
  const auto parts = base::split(value, ' ');
  if (parts.size() != 5) return {};
  return {.usage = number<std::uint64_t>(parts[0]), .errors = number<std::uint64_t>(parts[1]), .total = ms(number(parts[2])),
          .min = ms(number(parts[3])), .max = ms(number(parts[4]))};
}

Json json_of(const service::Sample& sample, const std::string& server) {
  const auto ended = sample.ended;
  const auto began = ended - std::chrono::duration_cast<base::WallTime::duration>(sample.took);
  return {{"cid", sample.cid},
          {"req_ts", base::iso_utc(began)},
          {"resp_ts", base::iso_utc(ended)},
          {"proc_time", std::chrono::duration<double, std::milli>(sample.took).count()},
          {"slow_threshold", sample.threshold.count()},
          {"req", sample.request},
          {"resp", sample.response},
          {"server_name", server}};
}

std::string written(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Result<Reply> StatisticsStore::run(const char* script, std::vector<std::string> words, rt::Deadline deadline) {
  std::vector<std::string_view> command{"EVAL", script, "0"};
  command.insert(command.end(), words.begin(), words.end());
  return redis_.command(command, deadline);
}

Result<void> StatisticsStore::add(const Batch& batch, rt::Deadline deadline) {
  // Parts of a batch have names of their own: each may be sent again when its answer was lost.
  const std::size_t parts = std::max<std::size_t>(1, (batch.deltas.size() + kServicesPerCall - 1) / kServicesPerCall);
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = batch.deltas.begin() + static_cast<std::ptrdiff_t>(part * kServicesPerCall);
    const auto end = part + 1 == parts ? batch.deltas.end() : begin + static_cast<std::ptrdiff_t>(kServicesPerCall);
    std::vector<std::string> words{prefix(), batch.writer + "/" + text(part), text(batch.number), text(options_.totals.count()),
                                   text(options_.in_flight.count()), Keys::escaped(batch.place), text(end - begin)};
    for (auto at = begin; at != end; ++at) append(words, *at);
    words.push_back(text(batch.in_flight.size()));
    for (const auto& flying : batch.in_flight) words.insert(words.end(), {flying.service, text(flying.calls)});
    ZATO_CHECK(run(kAddScript, std::move(words), deadline));
  }
  return {};
}

Result<void> StatisticsStore::keep(const std::vector<service::Sample>& samples, const std::string& server, rt::Deadline deadline) {
  std::map<std::string, std::vector<std::string>> slow;
  for (const auto& sample : samples) {
    auto record = written(json_of(sample, server));
    if (sample.kind == service::Sample::Kind::kSlow) {
      slow[sample.service].push_back(std::move(record));
    } else {
      const auto expiry = text(options_.messages.count());
      ZATO_CHECK(redis_.command({"SET", keys_.key("stats:sample", sample.service), record, "EX", expiry}, deadline));
    }
  }
  for (auto& [name, records] : slow) {
    std::vector<std::string> words{keys_.key("stats:slow", name), text(options_.slow_responses), text(options_.messages.count())};
    words.insert(words.end(), std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    ZATO_CHECK(run(kPushScript, std::move(words), deadline));
  }
  return {};
}

Result<std::vector<ServiceUsage>> StatisticsStore::usage(const std::string& only, rt::Deadline deadline) {
  ZATO_TRY(const auto reply, run(kReadScript, {prefix(), text(options_.totals.count()), text(options_.in_flight.count()), Keys::escaped(only)}, deadline));
  if (reply.array().size() != 2) return base::fail(base::Code::kCorrupt, "redis: the statistics are not as this version writes them");
  std::map<std::string, ServiceUsage> services;
  for (const auto& fields : reply.array()[0].array()) {
    auto usage = usage_of(fields);
    services[usage.service] = std::move(usage);
  }
  for (const auto& worker : reply.array()[1].array()) {
    const auto& words = worker.array();
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      const std::string name(words[i].text());
      if (!only.empty() && name != only) continue;
      auto& usage = services[name];  // it may be in its very first call
      usage.service = name;
      usage.in_flight += number<std::uint64_t>(words[i + 1].text());
    }
  }
  std::vector<ServiceUsage> all;
  for (auto& [name, usage] : services) all.push_back(std::move(usage));
  return all;
}

Result<Periods> StatisticsStore::periods(const Span& span, rt::Deadline deadline) {
  const auto& grain = grain_of(span, base::Wall::now());
  Periods periods{.begins = begins_of(span, grain)};
  std::vector<std::string> keys;
  for (const auto begin : periods.begins) keys.push_back(prefix() + grain.name + ":" + text(std::chrono::duration_cast<seconds>(begin.time_since_epoch()).count()));
  ZATO_TRY(const auto reply, run(kPeriodsScript, keys, deadline));
  for (std::size_t period = 0; period < reply.array().size(); ++period) {
    const auto& words = reply.array()[period].array();
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      auto& service = periods.services[std::string(words[i].text())];
      service.resize(periods.begins.size());
      service[period] = period_of(words[i + 1].text());
    }
  }
  return periods;
}

Result<void> StatisticsStore::forget(const Span& span, rt::Deadline deadline) {
  for (const auto& grain : kGrains) {
    const auto oldest = std::max(span.start, base::Wall::now() - grain.kept);
    auto begins = begins_of({oldest, span.stop}, grain);
    std::vector<std::string> keys;
    for (const auto begin : begins) keys.push_back(prefix() + grain.name + ":" + text(std::chrono::duration_cast<seconds>(begin.time_since_epoch()).count()));
    std::vector<std::string_view> command{"UNLINK"};
    command.insert(command.end(), keys.begin(), keys.end());
    if (!keys.empty()) ZATO_CHECK(redis_.command(command, deadline));
  }
  return {};
}

Result<std::vector<Json>> StatisticsStore::slow_responses(const std::string& service, rt::Deadline deadline) {
  ZATO_TRY(const auto reply, redis_.command({"LRANGE", keys_.key("stats:slow", service), "0", "-1"}, deadline));
  std::vector<Json> all;
  for (const auto& record : reply.array()) {
    auto json = Json::parse(record.text(), nullptr, false);
    if (json.is_object()) all.push_back(std::move(json));
  }
  return all;
}

Result<Json> StatisticsStore::sample(const std::string& service, rt::Deadline deadline) {
  ZATO_TRY(const auto reply, redis_.command({"GET", keys_.key("stats:sample", service)}, deadline));
  if (reply.is_nil()) return Json();
  auto json = Json::parse(reply.text(), nullptr, false);
  return json.is_object() ? std::move(json) : Json();
}

}  // namespace zato::server
