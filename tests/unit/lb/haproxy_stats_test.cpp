#include "lb/haproxy_stats.hpp"

#include <gtest/gtest.h>

#include "lb/haproxy_runtime.hpp"

namespace zato::lb {
namespace {

constexpr auto kCsv =
    "# pxname,svname,qcur,scur,status,weight,addr,check_desc,hrsp_5xx,\n"
    "front_http_plain,FRONTEND,,3,OPEN,,,,1,\n"
    "bck_http_plain,http_plain--server1,0,2,UP 1/2,50,127.0.0.1:17010,\"said \"\"no\"\", twice\",4,\n"
    "bck_http_plain,http_plain--server2,0,0,MAINT (via x),0,127.0.0.1:17011,,0,\n"
    "bck_http_plain,BACKEND,7,2,UP,50,,,4,\n"
    "other,BACKEND,9,9,DOWN,9,,,9,\n\n";

TEST(HaproxyStats, ReadsFrontendBackendAndServers) {
  const auto counters = parse_counters(kCsv);
  ASSERT_TRUE(counters) << counters.error().text();
  EXPECT_EQ(counters->frontend.sessions, 3);
  EXPECT_EQ(counters->backend.queued, 7);
  ASSERT_EQ(counters->servers.size(), 2U);
  EXPECT_EQ(counters->servers.at("server1").status, "UP");
  EXPECT_EQ(counters->servers.at("server1").weight, 50);
  EXPECT_EQ(counters->servers.at("server1").responses_5xx, 4);
  EXPECT_EQ(counters->servers.at("server1").check_description, "said \"no\", twice");
  EXPECT_EQ(counters->servers.at("server2").status, "MAINT");
}

TEST(HaproxyStats, NamesTheColumnThatIsMissing) {
  EXPECT_EQ(parse_counters("# pxname,svname,status\n").error().message, "HAProxy's statistics have no column scur");
  EXPECT_FALSE(parse_counters("Unknown command\n"));
}

TEST(HaproxyStats, ReadsInformationLines) {
  const auto info = parse_info("Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nnothing\nUptime_sec: 7\n");
  EXPECT_EQ(info.at("Version"), "2.6.12-1+deb12u4");
  EXPECT_EQ(info.at("Uptime_sec"), "7");
}

TEST(HaproxyRuntime, TellsTheCurrentWorkerFromOldOnes) {
  const auto report = parse_processes(
      "#<PID>          <type>          <reloads>       <uptime>        <version>\n"
      "8501            master          2 [failed: 1]   0d00h00m22s     2.6.12-1+deb12u4\n"
      "# workers\n"
      "9050            worker          0               0d00h00m01s     2.6.12-1+deb12u4\n"
      "# old workers\n"
      "8504            worker          1               0d00h00m21s     2.6.12-1+deb12u4\n"
      "# programs\n\n");
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->master, 8501);
  EXPECT_EQ(report->reloads, 2);
  EXPECT_EQ(report->failed_reloads, 1);
  EXPECT_EQ(report->worker, 9050);
  EXPECT_EQ(report->old_workers, std::vector<pid_t>{8504});
}

TEST(HaproxyRuntime, SeesAnAnswerThatIsNoReport) { EXPECT_FALSE(parse_processes("Unknown command: show proc\n")); }

}  // namespace
}  // namespace zato::lb
