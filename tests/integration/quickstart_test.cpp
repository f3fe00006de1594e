// One command gives a working cluster: what it prints, what it lays out, who answers, and that stopping ends all of it.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "support/cluster.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void expect_even_distribution(Cluster& cluster, int requests) {
  for (int i = 0; i < requests; ++i) EXPECT_EQ(get(cluster.load_balancer(), "/zato/ping?even").status, 200);
  const int share = requests / cluster.servers();
  for (int n = 1; n <= cluster.servers(); ++n) {
    // Every server writes its line after the answer was sent.
    EXPECT_TRUE(eventually(5s, [&] { return cluster.requests_logged(n, "even") >= share - 1; }))
        << "server" << n << " got " << cluster.requests_logged(n, "even") << " of " << requests;
    EXPECT_LE(cluster.requests_logged(n, "even"), share + 1) << "server" << n;
  }
}

TEST(Quickstart, ServersAnswerDirectlyAndThroughTheLoadBalancerEvenly) {
  Cluster cluster;
  std::set<std::string> cids;
  for (const Endpoint& endpoint : {cluster.server(1), cluster.server(2), cluster.load_balancer()}) {
    const Response response = get(endpoint, "/zato/ping");
    EXPECT_TRUE(is_ping_answer(response)) << response.status << " " << response.body;
    EXPECT_EQ(response.header("Server"), "Zato");
    EXPECT_EQ(response.header("Content-Type"), "application/json");
    EXPECT_TRUE(response.has_header("Date"));
    cids.insert(response.header("X-Zato-CID"));
  }
  EXPECT_EQ(cids.size(), 3u) << "a CID was given twice";
  expect_even_distribution(cluster, 100);
  cluster.stop();
}

TEST(Quickstart, WorksOnPostgres) {
  Postgres postgres;
  postgres.create_database("zato_test");
  Cluster cluster({.create_arguments = postgres_arguments(postgres)});
  for (const Endpoint& endpoint : {cluster.server(1), cluster.server(2), cluster.load_balancer()})
    EXPECT_TRUE(is_ping_answer(get(endpoint, "/zato/ping")));
  expect_even_distribution(cluster, 100);

  // The database is needed for changes, not for traffic.
  postgres.stop();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get(cluster.load_balancer(), "/zato/ping").status, 200);
  postgres.start();
  wait_until("servers see the database again", 15s,
             [&] { return check_passes(cluster.server(1), "odb") && check_passes(cluster.server(2), "odb"); });
  cluster.stop();
}

TEST(Quickstart, LaysOutDirectoriesAndScripts) {
  Cluster cluster({.start = false});
  for (const char* name : {"ca", "server1", "server2", "load-balancer", "scheduler"})
    EXPECT_TRUE(fs::is_directory(cluster.component(name))) << name;
  for (const char* name : {"server1", "server2", "load-balancer", "scheduler"})
    EXPECT_TRUE(fs::exists(cluster.component(name) / ".zato-info")) << name;
  for (const char* name : {"zato-qs-start.sh", "zato-qs-stop.sh", "zato-qs-restart.sh"}) {
    struct stat info {};
    ASSERT_EQ(::stat(cluster.component(name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 07777, 0740u) << name;
  }
  EXPECT_TRUE(tagged_processes().empty()) << "creating must not leave anything running";
}

TEST(Quickstart, PrintsItsStepsInOrder) {
  Cluster cluster({.servers = 3, .start = false});
  const Finished again = cluster.zato({"quickstart", "create", cluster.root()});
  EXPECT_EQ(again.exit_code, 5) << "a directory that is not empty";
  EXPECT_THAT(again.out + again.err, HasSubstr(cluster.root().native()));

  TempDir other;
  const auto ports = consecutive_ports(3);
  const Port load_balancer, agent;
  const Finished created = cluster.zato({"quickstart", "create", other / "qs", "--servers", "3", "--server-port-base",
                                         std::to_string(ports.front()), "--lb-port", std::to_string(load_balancer),
                                         "--lb-agent-port", std::to_string(agent)});
  EXPECT_EQ(created.exit_code, 0) << created.err;
  const std::string text = created.out + created.err;
  std::size_t at = 0;
  int step = 0;
  while ((at = text.find("[" + std::to_string(step + 1) + "/", at)) != std::string::npos) ++step;
  EXPECT_GE(step, 8) << text;
  EXPECT_THAT(text, HasSubstr("[" + std::to_string(step) + "/" + std::to_string(step) + "]"))
      << "the last step is the total";
  EXPECT_THAT(text, HasSubstr("server3 created"));
}

TEST(Quickstart, StopEndsEverythingAndStartBringsItBack) {
  Cluster cluster;
  cluster.stop();
  EXPECT_TRUE(eventually(2s, [] { return tagged_processes().empty(); }));
  EXPECT_TRUE(port_is_free(cluster.load_balancer().port));
  cluster.start();
  EXPECT_TRUE(is_ping_answer(get(cluster.load_balancer(), "/zato/ping")));
  const Finished restarted = cluster.script("zato-qs-restart.sh");
  EXPECT_EQ(restarted.exit_code, 0) << restarted.out << restarted.err;
  cluster.wait_ready();
}

TEST(Quickstart, LoadBalancerSaysThatNobodyIsThere) {
  Cluster cluster;
  for (int n = 1; n <= 2; ++n) {
    const Finished stopped = cluster.zato({"stop", cluster.component("server" + std::to_string(n))});
    EXPECT_EQ(stopped.exit_code, 0) << stopped.out << stopped.err;
  }
  EXPECT_TRUE(eventually(10s, [&] { return answers(cluster.load_balancer(), "/zato/ping", 503); }));
  const Response unavailable = get(cluster.load_balancer(), "/zato/ping");
  EXPECT_THAT(unavailable.body, HasSubstr("\"result\": \"ZATO_ERROR\""));
  EXPECT_THAT(unavailable.body, HasSubstr("No server is available"));
  EXPECT_EQ(get(cluster.load_balancer(), "/zato-lb-alive").status, 200);

  const Finished started = cluster.zato({"start", cluster.component("server2")});
  EXPECT_EQ(started.exit_code, 0) << started.out << started.err;
  EXPECT_TRUE(eventually(2500ms, [&] { return answers(cluster.load_balancer(), "/zato/ping"); }))
      << "a server that joined is not served from within 2 s";
}

}  // namespace
}  // namespace zato::test
