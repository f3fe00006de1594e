// zato.stats.* and the statistics in zato.service.*, over statistics that the test makes up.
#include "admin/statistics.hpp"

#include "fixture.hpp"
#include "objects/service.hpp"

namespace zato::admin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class MadeUp final : public Statistics {
 public:
  base::Result<std::vector<ServiceUsage>> usage(const std::string& only) override {
    if (away) return base::fail(base::Code::kUnavailable, "redis is away");
    std::vector<ServiceUsage> found;
    for (const auto& service : services) {
      if (only.empty() || service.service == only) found.push_back(service);
    }
    return found;
  }
  base::Result<Periods> periods(const Span& span) override {
    asked = span;
    return Periods{.begins = {span.start, span.start + 60s},
                   .services = {{"crm.get", {{.usage = 3, .total = 30, .min = 5, .max = 20}, {.usage = 1, .errors = 1, .total = 2, .min = 2, .max = 2}}},
                                {"crm.put", {{}, {.usage = 1, .total = 100, .min = 100, .max = 100}}}}};
  }
  base::Result<void> forget(const Span& span) override {
    asked = span;
    return {};
  }
  base::Result<std::vector<Json>> slow_responses(const std::string&) override {
    return std::vector<Json>{{{"cid", "K2"}, {"proc_time", 9}, {"req", "b"}, {"resp", "y"}}, {{"cid", "K1"}, {"proc_time", 7}, {"req", "a"}, {"resp", "x"}}};
  }
  base::Result<Json> sample(const std::string& service) override { return service == "crm.get" ? Json{{"cid", "K7"}, {"req", "in"}, {"resp", "out"}} : Json(); }

  std::vector<ServiceUsage> services{{.service = "crm.get", .usage = 4, .errors = 1, .total = 32, .last = 2, .min = 2, .max = 20, .p50 = 8},
                                     {.service = "crm.put", .usage = 1, .total = 100, .last = 100, .min = 100, .max = 100}};
  bool away = false;
  Span asked;
};

class StatisticsServices : public WithApi {
 protected:
  StatisticsServices() {
    for (const char* name : {"crm.get", "crm.put", "crm.idle"}) odb::expect_ok(store().insert(objects::Service{.name = name, .impl_name = "C"}));
    api_.emplace(Api::Options{.catalog = catalog(),
                              .cipher = cipher_,
                              .cluster_id = cluster_,
                              .with_connection = [this](const Api::Work& work) { return work(*connection_); },
                              .around = {.statistics = &made_up_}});
  }
  MadeUp made_up_;
};

TEST_F(StatisticsServices, TheTableHasTheMostTimeConsumingFirstWithTheirShares) {
  const auto table = call("zato.service.get-stats-table");
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table[0]["name"], "crm.put");
  EXPECT_EQ(table[1]["item_mean"], 8.0);
  EXPECT_EQ(table[1]["item_usage_share"], 80.0);
  EXPECT_NEAR(table[0]["item_time_share"].get<double>(), 100 * 100.0 / 132, 0.01);
  EXPECT_EQ(call("zato.service.get-stats-table", {{"name", "crm.get"}}).size(), 1u);
}

TEST_F(StatisticsServices, ListsOfServicesTellTheirUsageEvenWithoutRedis) {
  EXPECT_EQ(call("zato.service.get-by-name", {{"name", "crm.get"}})["usage"], 4);
  EXPECT_EQ(call("zato.service.get-by-name", {{"name", "crm.get"}})["time_mean_all_time"], 8.0);
  made_up_.away = true;
  EXPECT_EQ(call("zato.service.get-by-name", {{"name", "crm.get"}})["usage"], 0);
  EXPECT_EQ(call("zato.service.get-list").size(), 3u);
  EXPECT_THAT(refused("zato.service.get-stats-table"), HasSubstr("redis is away"));
}

TEST_F(StatisticsServices, TrendsAddPeriodsUp) {
  const Json span{{"start", "2026-11-21T14:30:00"}, {"stop", "2026-11-21 14:32"}};
  const auto most_used = call("zato.stats.trends.get-trends", span);
  ASSERT_EQ(most_used.size(), 2u);
  EXPECT_EQ(most_used[0]["service_name"], "crm.get");
  EXPECT_EQ(most_used[0]["usage"], 4);
  EXPECT_EQ(most_used[0]["mean"], 8.0);
  EXPECT_EQ(most_used[0]["min_resp_time"], 2.0);
  EXPECT_EQ(most_used[0]["max_resp_time"], 20.0);
  EXPECT_EQ(most_used[0]["usage_trend"], "3,1");
  EXPECT_EQ(most_used[0]["mean_trend"], "10,2");
  EXPECT_EQ(most_used[0]["all_services_usage"], 5);
  EXPECT_EQ(made_up_.asked.stop - made_up_.asked.start, 120s);
  auto slowest = span;
  slowest.update({{"n", 1}, {"n_type", "mean"}});
  const auto top = call("zato.stats.trends.get-trends", slowest);
  ASSERT_EQ(top.size(), 1u);
  EXPECT_EQ(top[0]["service_name"], "crm.put");
}

TEST_F(StatisticsServices, SummariesKnowHowLongDaysMonthsAndYearsAre) {
  const auto days_of = [&](const char* service, const char* start) {
    call(service, {{"start", start}});
    return (made_up_.asked.stop - made_up_.asked.start) / std::chrono::hours(24);
  };
  EXPECT_EQ(days_of("zato.stats.summary.get-summary-by-day", "2026-11-21"), 1);
  EXPECT_EQ(days_of("zato.stats.summary.get-summary-by-week", "2026-11-21"), 7);
  EXPECT_EQ(days_of("zato.stats.summary.get-summary-by-month", "2026-02-01"), 28);
  EXPECT_EQ(days_of("zato.stats.summary.get-summary-by-month", "2026-01-31"), 28);
  EXPECT_EQ(days_of("zato.stats.summary.get-summary-by-year", "2028-01-01"), 366);
}

TEST_F(StatisticsServices, OneServiceInASpanOfTime) {
  const auto id = call("zato.service.get-by-name", {{"name", "crm.put"}})["id"];
  const Json span{{"service_id", id}, {"start", "2026-11-21"}, {"stop", "2026-11-22"}};
  EXPECT_EQ(call("zato.stats.get-by-service", span)["mean"], 100.0);
}

TEST_F(StatisticsServices, DatesThatAreNoneAreRefused) {
  for (const char* wrong : {"", "yesterday", "2026-13-01", "2026-02-30", "2026-11-21T25:00", "2026-11-21T14"}) {
    EXPECT_THAT(refused("zato.stats.trends.get-trends", {{"start", wrong}, {"stop", "2027-01-01"}}), HasSubstr("start")) << wrong;
  }
  EXPECT_THAT(refused("zato.stats.delete", {{"start", "2026-11-21"}, {"stop", "2026-11-20"}}), "it was answered");
  EXPECT_THAT(refused("zato.stats.trends.get-trends", {{"start", "2026-11-21"}, {"stop", "2026-11-20"}}), HasSubstr("later"));
}

TEST_F(StatisticsServices, SlowResponsesAreListedWithoutTheirMessages) {
  const auto list = call("zato.service.get-slow-response-list", {{"name", "crm.get"}});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0], (Json{{"cid", "K2"}, {"proc_time", 9}}));
  EXPECT_EQ(call("zato.service.get-slow-response", {{"name", "crm.get"}, {"cid", "K1"}})["req"], "a");
  EXPECT_THAT(refused("zato.service.get-slow-response", {{"name", "crm.get"}, {"cid", "K9"}}), HasSubstr("K9"));
}

TEST_F(StatisticsServices, SamplesAreConfiguredAndShown) {
  call("zato.service.configure-request-response", {{"name", "crm.get"}, {"sample_req_resp_freq", 10}});
  const auto answer = call("zato.service.get-request-response", {{"name", "crm.get"}});
  EXPECT_EQ(answer["sample_req_resp_freq"], 10);
  EXPECT_EQ(answer["sample_cid"], "K7");
  EXPECT_EQ(answer["sample_req"], "in");
  EXPECT_EQ(call("zato.service.get-request-response", {{"name", "crm.put"}})["sample_cid"], "");
}

}  // namespace
}  // namespace zato::admin
