// zato.stats.*, and of zato.service.* what is about statistics: how often and how fast services ran in the whole
// cluster, since when, which of their responses were slow, and samples of what they were sent and answered.
#include "admin/statistics.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/services/families.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::fail;
using base::Result;
using base::WallTime;
using schema::Kind;
using std::chrono::hours;
using std::chrono::minutes;

Result<Statistics*> statistics(const Context& context) {
  if (context.around.statistics) return context.around.statistics;
  return fail(Code::kUnavailable, "statistics are in Redis, and servers know which one: ask a running server");
}

void sort_down(Json& rows, const std::string& key) {
  std::stable_sort(rows.begin(), rows.end(), [&](const Json& a, const Json& b) { return a[key].get<double>() > b[key].get<double>(); });
}

Parameter number(std::string name, std::string help) {
  return {.name = std::move(name), .kind = Kind::kFloat, .help = std::move(help)};
}
Parameter count(std::string name, std::string help) {
  return {.name = std::move(name), .kind = Kind::kInt, .help = std::move(help)};
}
Parameter words(std::string name, std::string help) { return {.name = std::move(name), .help = std::move(help)}; }

// ---- zato.service.get-stats-table, zato.service.get-service-stats

Json table_row(const ServiceUsage& service, double all_usage, double all_time) {
  const auto share = [](double part, double all) { return all == 0 ? 0.0 : 100 * part / all; };
  return {{"name", service.service},
          {"item_total_usage", service.usage},
          {"item_total_time", service.total},
          {"item_last", service.last},
          {"item_mean", service.mean()},
          {"item_min", service.min},
          {"item_max", service.max},
          {"item_p50", service.p50},
          {"item_p95", service.p95},
          {"item_p99", service.p99},
          {"item_errors", service.errors},
          {"item_slow", service.slow},
          {"item_in_flight", service.in_flight},
          {"item_usage_share", share(static_cast<double>(service.usage), all_usage)},
          {"item_time_share", share(service.total, all_time)},
          {"item_last_called", service.last_called}};
}

std::vector<Parameter> table_parameters() {
  return {words("name", "Name of the service"),
          count("item_total_usage", "Calls that have ended"),
          number("item_total_time", "Milliseconds that all of them took"),
          number("item_last", "Milliseconds that the last one took"),
          number("item_mean", "Mean"),
          number("item_min", "Shortest"),
          number("item_max", "Longest"),
          number("item_p50", "What half of them did not exceed, to 6 %"),
          number("item_p95", "What 95 % of them did not exceed"),
          number("item_p99", "What 99 % of them did not exceed"),
          count("item_errors", "Calls that ended with an exception or a refusal"),
          count("item_slow", "Calls that took longer than the service's threshold"),
          count("item_in_flight", "Calls that run or wait now"),
          number("item_usage_share", "Percent of the calls of all services"),
          number("item_time_share", "Percent of the time of all services"),
          words("item_last_called", "When the last call ended (UTC)")};
}

Result<Answer> stats_table(Context& context, const Json& input) {
  ZATO_TRY(auto* source, statistics(context));
  const auto name = text_in(input, "name").value_or("");
  ZATO_TRY(const auto usage, source->usage());
  double all_usage = 0;
  double all_time = 0;
  for (const auto& service : usage) {
    all_usage += static_cast<double>(service.usage);
    all_time += service.total;
  }
  Json rows = Json::array();
  for (const auto& service : usage) {
    if (name.empty() || service.service == name) rows.push_back(table_row(service, all_usage, all_time));
  }
  sort_down(rows, "item_total_time");
  return Answer{.body = std::move(rows)};
}

Service stats_table_service(std::string name) {
  return {.name = std::move(name),
          .help = "How often and how fast each service has run in the cluster, those that took most time first.",
          .needs = Permission::kRead,
          .input = {.parameters = {words("name", "Only this service")}},
          .output = [] { return Shape{.parameters = table_parameters(), .list = true}; },
          .run = stats_table};
}

// ---- slow responses and samples

Parameter of_service() { return {.name = "name", .help = "Name of the service", .required = true}; }

Result<Answer> slow_list(Context& context, const Json& input) {
  ZATO_TRY(auto* source, statistics(context));
  ZATO_TRY(auto records, source->slow_responses(*text_in(input, "name")));
  Json rows = Json::array();
  for (auto& record : records) {
    record.erase("req");
    record.erase("resp");
    rows.push_back(std::move(record));
  }
  return Answer{.body = std::move(rows)};
}

Result<Answer> slow_one(Context& context, const Json& input) {
  ZATO_TRY(auto* source, statistics(context));
  const auto name = *text_in(input, "name");
  const auto cid = *text_in(input, "cid");
  ZATO_TRY(auto records, source->slow_responses(name));
  const auto found = std::ranges::find_if(records, [&](const Json& record) { return record.value("cid", "") == cid; });
  if (found == records.end()) return fail(Code::kNotFound, "no slow response of service " + name + " with cid " + cid + " is kept");
  return Answer{.body = std::move(*found)};
}

std::vector<Parameter> slow_parameters() {
  return {words("cid", "Correlation id of the call"),
          words("req_ts", "When it began (UTC)"),
          words("resp_ts", "When it ended (UTC)"),
          number("proc_time", "Milliseconds that it took"),
          number("slow_threshold", "Milliseconds after which it counted as slow"),
          words("server_name", "Server that it ran on")};
}

std::vector<Parameter> with_messages(std::vector<Parameter> parameters) {
  parameters.push_back(words("req", "The beginning of the request, without secrets"));
  parameters.push_back(words("resp", "The beginning of the response, or of the error, without secrets"));
  return parameters;
}

std::vector<Service> slow_services() {
  return {{.name = "zato.service.get-slow-response-list",
           .help = "Lists the slow responses of a service that are kept, the newest first.",
           .needs = Permission::kRead,
           .input = {.parameters = {of_service()}},
           .output = [] { return Shape{.parameters = slow_parameters(), .list = true}; },
           .run = slow_list},
          {.name = "zato.service.get-slow-response",
           .help = "Shows one slow response of a service, with what was asked and answered.",
           .needs = Permission::kOperate,
           .input = {.parameters = {of_service(), {.name = "cid", .help = "Correlation id of the call", .required = true}}},
           .output = [] { return Shape{.parameters = with_messages(slow_parameters())}; },
           .run = slow_one}};
}

Result<Answer> request_response(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(auto* source, statistics(context));
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  ZATO_TRY(const auto sample, source->sample(subject.name()));
  const auto frequency = subject.type->find("sample_req_resp_freq")->get(subject.object.get());
  const auto word = [&](const char* key) { return sample.is_object() ? sample.value(key, "") : std::string(); };
  return Answer{.body = {{"service_id", subject.id()},
                         {"sample_req_resp_freq", std::get<std::int64_t>(frequency)},
                         {"sample_cid", word("cid")},
                         {"sample_req_ts", word("req_ts")},
                         {"sample_resp_ts", word("resp_ts")},
                         {"sample_req", word("req")},
                         {"sample_resp", word("resp")}}};
}

std::vector<Service> sample_services(const Family& family) {
  Service configure = edit_service(family);
  configure.name = "zato.service.configure-request-response";
  configure.help = "Says how often a call of a service is kept as a sample: one in sample_req_resp_freq, 0 for never.";
  std::erase_if(configure.input.parameters, [](const Parameter& parameter) {
    return parameter.name != "id" && parameter.name != "name" && parameter.name != "sample_req_resp_freq";
  });
  return {{.name = "zato.service.get-request-response",
           .help = "Shows the newest sample of what a service was sent and answered.",
           .needs = Permission::kOperate,
           .input = {.parameters = identity_parameters()},
           .output =
               [] {
                 return Shape{.parameters = {{.name = "service_id", .kind = Kind::kRef, .help = "Id of the service"},
                                             count("sample_req_resp_freq", "One call in so many is kept; 0: none"),
                                             words("sample_cid", "Correlation id of the sample; empty: there is none"),
                                             words("sample_req_ts", "When it began (UTC)"),
                                             words("sample_resp_ts", "When it ended (UTC)"),
                                             words("sample_req", "The beginning of the request, without secrets"),
                                             words("sample_resp", "The beginning of the response, without secrets")}};
               },
           .run = [family](Context& context, const Json& input) { return request_response(context, family, input); }},
          std::move(configure)};
}

// ---- zato.stats.*: what happened in a span of time

// 2026-11-21, with or without a time after T or a blank: 14:30, 14:30:05, 14:30:05.123, with or without Z.
Result<WallTime> time_in(const Json& input, const std::string& key) {
  const auto text = text_in(input, key).value_or("");
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const int read = std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const bool in_range = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61;
  if (read >= 3 && read != 4 && date.ok() && in_range) {
    return WallTime(std::chrono::sys_days(date)) + hours(hour) + minutes(minute) + std::chrono::seconds(second);
  }
  return fail(Code::kInvalidArgument, "`" + key + "` is not a date with time (UTC), such as 2026-11-21T14:30:00");
}

struct Trend {
  std::string service;
  PeriodUsage total = {};
  std::string usage_trend = {};  // one number a period, with commas between: a sparkline
  std::string mean_trend = {};

  double mean() const { return total.usage == 0 ? 0 : total.total / static_cast<double>(total.usage); }
};

Trend trend_of(const std::string& name, const std::vector<PeriodUsage>& periods) {
  Trend trend{.service = name};
  for (const auto& period : periods) {
    if (period.usage > 0) {
      trend.total.min = trend.total.usage == 0 ? period.min : std::min(trend.total.min, period.min);
      trend.total.max = std::max(trend.total.max, period.max);
    }
    trend.total.usage += period.usage;
    trend.total.errors += period.errors;
    trend.total.total += period.total;
    const auto mean = period.usage == 0 ? 0 : period.total / static_cast<double>(period.usage);
    const char* comma = trend.usage_trend.empty() ? "" : ",";
    trend.usage_trend += comma + std::to_string(period.usage);
    trend.mean_trend += comma + std::to_string(static_cast<std::int64_t>(mean + 0.5));
  }
  return trend;
}

Result<Json> rows_of(Context& context, const Span& span) {
  if (span.stop <= span.start) return fail(Code::kInvalidArgument, "`stop` must be later than `start`");
  ZATO_TRY(auto* source, statistics(context));
  ZATO_TRY(const auto periods, source->periods(span));
  std::vector<Trend> trends;
  PeriodUsage all;
  for (const auto& [name, usage] : periods.services) {
    trends.push_back(trend_of(name, usage));
    all.usage += trends.back().total.usage;
    all.total += trends.back().total.total;
  }
  const double seconds = std::chrono::duration<double>(span.stop - span.start).count();
  const auto all_usage = static_cast<double>(all.usage);
  Json rows = Json::array();
  for (const auto& trend : trends) {
    const auto& total = trend.total;
    rows.push_back({{"service_name", trend.service},
                    {"usage", total.usage},
                    {"errors", total.errors},
                    {"mean", trend.mean()},
                    {"rate", static_cast<double>(total.usage) / seconds},
                    {"time", total.total},
                    {"min_resp_time", total.min},
                    {"max_resp_time", total.max},
                    {"usage_trend", trend.usage_trend},
                    {"mean_trend", trend.mean_trend},
                    {"all_services_usage", all.usage},
                    {"all_services_time", all.total},
                    {"mean_all_services", all.usage == 0 ? 0 : all.total / all_usage},
                    {"usage_perc_all_services", all.usage == 0 ? 0 : 100 * static_cast<double>(total.usage) / all_usage},
                    {"time_perc_all_services", all.total == 0 ? 0 : 100 * total.total / all.total}});
  }
  return rows;
}

std::vector<Parameter> row_parameters() {
  return {words("service_name", "Name of the service"),
          count("usage", "Calls that ended in that time"),
          count("errors", "Of these, with an exception or a refusal"),
          number("mean", "Milliseconds, their mean"),
          number("rate", "Calls a second"),
          number("time", "Milliseconds, their sum"),
          number("min_resp_time", "Milliseconds, the shortest"),
          number("max_resp_time", "Milliseconds, the longest"),
          words("usage_trend", "Calls of each minute, hour or day of that time, with commas between"),
          words("mean_trend", "The same of the means"),
          count("all_services_usage", "Calls of all services in that time"),
          number("all_services_time", "Milliseconds that these took"),
          number("mean_all_services", "Milliseconds, their mean"),
          number("usage_perc_all_services", "Percent of the calls"),
          number("time_perc_all_services", "Percent of the time")};
}

// The slowest n, or the n most used.
Result<Answer> top(Json rows, const Json& input) {
  const auto kind = text_in(input, "n_type").value_or("usage");
  if (kind != "usage" && kind != "mean") return fail(Code::kInvalidArgument, "`n_type` must be usage or mean");
  sort_down(rows, kind);
  const auto n = number_in(input, "n").value_or(0);
  if (n > 0 && static_cast<std::size_t>(n) < rows.size()) rows.erase(rows.begin() + n, rows.end());
  return Answer{.body = std::move(rows)};
}

std::vector<Parameter> top_parameters() {
  return {count("n", "How many services; all if left out"),
          words("n_type", "usage: those that were called most; mean: the slowest")};
}
Parameter start_parameter() { return {.name = "start", .help = "Where the time begins (UTC)", .required = true}; }
Parameter stop_parameter() { return {.name = "stop", .help = "Where it ends, exclusive (UTC)", .required = true}; }

using SpanOf = std::function<Result<Span>(const Json& input)>;

Result<Span> given_span(const Json& input) {
  ZATO_TRY(const auto start, time_in(input, "start"));
  ZATO_TRY(const auto stop, time_in(input, "stop"));
  return Span{start, stop};
}

SpanOf span_of_days(int days) {
  return [days](const Json& input) -> Result<Span> {
    ZATO_TRY(const auto start, time_in(input, "start"));
    return Span{start, start + hours(24) * days};
  };
}

// To the same day of the next month, or year.
SpanOf span_of_months(int months) {
  return [months](const Json& input) -> Result<Span> {
    ZATO_TRY(const auto start, time_in(input, "start"));
    const auto day = std::chrono::floor<std::chrono::days>(start);
    auto end = std::chrono::year_month_day(day) + std::chrono::months(months);
    if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
    return Span{start, WallTime(std::chrono::sys_days(end)) + (start - day)};
  };
}

Service top_service(std::string name, std::string help, SpanOf span, bool takes_stop) {
  auto parameters = top_parameters();
  parameters.insert(parameters.begin(), start_parameter());
  if (takes_stop) parameters.insert(parameters.begin() + 1, stop_parameter());
  return {.name = std::move(name),
          .help = std::move(help),
          .needs = Permission::kRead,
          .input = {.parameters = std::move(parameters)},
          .output = [] { return Shape{.parameters = row_parameters(), .list = true}; },
          .run = [span](Context& context, const Json& input) -> Result<Answer> {
            ZATO_TRY(const auto wanted, span(input));
            ZATO_TRY(auto rows, rows_of(context, wanted));
            return top(std::move(rows), input);
          }};
}

Result<Answer> by_service(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, {{"id", input["service_id"]}}));
  ZATO_TRY(const auto span, given_span(input));
  ZATO_TRY(const auto rows, rows_of(context, span));
  for (const auto& row : rows) {
    if (row["service_name"] == subject.name()) return Answer{.body = row};
  }
  return Answer{.body = {{"service_name", subject.name()}, {"usage", 0}, {"errors", 0}}};
}

Result<Answer> forget(Context& context, const Json& input) {
  ZATO_TRY(auto* source, statistics(context));
  ZATO_TRY(const auto span, given_span(input));
  ZATO_CHECK(source->forget(span));
  return Answer{};
}

// Zato's scheduler jobs call these; clusters that come from there still have the jobs.
std::vector<Service> aggregating_services() {
  std::vector<Service> services;
  for (const char* verb : {"process-raw-times", "aggregate-by-minute", "aggregate-by-hour", "aggregate-by-day", "aggregate-by-month",
                           "summary.create-summary-by-day", "summary.create-summary-by-week", "summary.create-summary-by-month",
                           "summary.create-summary-by-year"}) {
    services.push_back({.name = std::string("zato.stats.") + verb,
                        .help = "Does nothing: calls are added to minutes, hours and days as they are counted.",
                        .needs = Permission::kOperate,
                        .input = {.open = true},
                        .output = [] { return Shape{}; },
                        .run = [](Context&, const Json&) -> Result<Answer> { return Answer{}; }});
  }
  return services;
}

}  // namespace

std::vector<Service> statistics_services(const schema::Registry& registry) {
  const Family family{"zato.service", registry.served_by("zato.service")};
  auto services = slow_services();
  for (auto& service : sample_services(family)) services.push_back(std::move(service));
  services.push_back(stats_table_service("zato.service.get-stats-table"));
  services.push_back(stats_table_service("zato.service.get-service-stats"));
  services.push_back(top_service("zato.stats.trends.get-trends", "The services that were called most, or were slowest, in a span of time.", given_span, true));
  const std::string summary = "The services that were called most, or were slowest, in a ";
  services.push_back(top_service("zato.stats.summary.get-summary-by-day", summary + "day.", span_of_days(1), false));
  services.push_back(top_service("zato.stats.summary.get-summary-by-week", summary + "week.", span_of_days(7), false));
  services.push_back(top_service("zato.stats.summary.get-summary-by-month", summary + "month.", span_of_months(1), false));
  services.push_back(top_service("zato.stats.summary.get-summary-by-year", summary + "year.", span_of_months(12), false));
  services.push_back(top_service("zato.stats.summary.get-summary-by-range", summary + "span of time.", given_span, true));
  services.push_back(
      {.name = "zato.stats.get-by-service",
       .help = "How often and how fast one service ran in a span of time.",
       .needs = Permission::kRead,
       .input = {.parameters = {{.name = "service_id", .kind = Kind::kRef, .help = "Id of the service", .required = true},
                                start_parameter(), stop_parameter()}},
       .output = [] { return Shape{.parameters = row_parameters()}; },
       .run = [family](Context& context, const Json& input) { return by_service(context, family, input); }});
  for (auto& service : aggregating_services()) services.push_back(std::move(service));
  services.push_back({.name = "zato.stats.delete",
                      .help = "Forgets the statistics of a span of time. Totals of services stay.",
                      .needs = Permission::kOperate,
                      .input = {.parameters = {start_parameter(), stop_parameter()}},
                      .output = [] { return Shape{}; },
                      .run = forget});
  return services;
}

}  // namespace zato::admin
