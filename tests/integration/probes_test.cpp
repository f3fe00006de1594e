// What operators and machines look at: probes, metrics, access log and server log, and what the load balancer does not
// let through.
#include <gmock/gmock.h>
#include <signal.h>

#include <sstream>

#include "support/cluster.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Probes, TellLifeReadinessAndNumbers) {
  Cluster cluster({.servers = 1});
  EXPECT_EQ(get(cluster.server(1), "/livez").status, 200);
  const Response ready = get(cluster.server(1), "/readyz?verbose");
  EXPECT_EQ(ready.status, 200) << ready.body;
  for (const char* check : {"configuration", "services", "odb", "broker"})
    EXPECT_TRUE(eventually(5s, [&] { return check_passes(cluster.server(1), check); })) << check << "\n" << ready.body;
  const Response metrics = get(cluster.server(1), "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.header("Content-Type"), HasSubstr("openmetrics"));
  EXPECT_THAT(metrics.body, EndsWith("# EOF\n"));
}

TEST(Probes, SayNotReadyWhileDraining) {
  Cluster cluster({.servers = 1});
  // A request in flight keeps the worker from ending at once.
  Connection busy(cluster.server(1), 30s);
  busy.send(serialize({.target = "/demo/sleep?ms=3000"}));
  Connection probe(cluster.server(1));
  EXPECT_EQ(probe.request({.target = "/readyz"}).status, 200);
  send_signal(cluster.parent(1), SIGTERM);
  // On a connection that exists already: new ones are not accepted any more.
  try {
    EXPECT_TRUE(eventually(2s, [&] { return probe.request({.target = "/readyz"}).status == 503; }));
  } catch (const HttpError&) {
    // An idle connection may be closed before it asks: that is a clear answer as well.
  }
  EXPECT_EQ(busy.read_response().status, 200) << "what was in flight must be finished";
}

TEST(Probes, StayInsideTheLoadBalancer) {
  Cluster cluster({.servers = 1});
  for (const char* path :
       {"/metrics", "/readyz", "/livez", "/zato/admin/invoke", "/zato/api/invoke/zato.ping", "/zato/json/zato.ping"})
    EXPECT_EQ(get(cluster.load_balancer(), path).status, 404) << path;
  for (const char* path :
       {"/zato//admin/invoke", "/zato/%61dmin/invoke", "/zato/./admin/invoke", "/x/../zato/admin/invoke"})
    EXPECT_THAT(get(cluster.load_balancer(), path).status, testing::AnyOf(400, 404)) << path;
}

TEST(Probes, AccessLogHasTheCidOfEveryRequest) {
  Cluster cluster({.servers = 1});
  const Response response = get(cluster.server(1), "/zato/ping?logged");
  const auto log = cluster.component("server1") / "logs" / "http_access.log";
  EXPECT_TRUE(eventually(5s, [&] { return read_text(log).find(response.header("X-Zato-CID")) != std::string::npos; }));
  EXPECT_THAT(read_text(log), HasSubstr("/zato/ping?logged"));
}

TEST(Probes, LogsAreJsonBySettingAndHoldNoSecrets) {
  Cluster cluster({.servers = 1, .environment = {{"ZATO_LOGGING__FORMAT", "json"}}});
  (void)get(cluster.server(1), "/zato/ping.plain_http.basic_auth",
            {{"Authorization", basic_auth("pubapi", "hunter2hunter2")}});
  std::istringstream lines(cluster.server_log(1));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(line.starts_with("{\"") && line.ends_with("}")) << line;
  }
  EXPECT_GT(count, 0);
  EXPECT_THAT(cluster.server_log(1), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace zato::test
