// Clients that send or read slowly are cut after their time; everybody else is served meanwhile.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/load.hpp"

namespace zato::test {
namespace {

class SlowClients : public testing::Test {
 protected:
  // Times short enough for a test; the ratios stay those of the defaults.
  Cluster cluster_{{.servers = 1,
                    .environment = {{"ZATO_HTTP__HEADER_TIMEOUT", "1"},
                                    {"ZATO_HTTP__BODY_RATE_WINDOW", "1"},
                                    {"ZATO_HTTP__WRITE_STALL_TIMEOUT", "1"},
                                    {"ZATO_HTTP__KEEP_ALIVE_TIMEOUT", "2"}}}};

  using Connections = std::vector<std::unique_ptr<Connection>>;

  Connections open(int count, const std::string& first_bytes) {
    Connections connections;
    for (int i = 0; i < count; ++i) {
      connections.push_back(std::make_unique<Connection>(cluster_.server(1)));
      connections.back()->send(first_bytes);
    }
    return connections;
  }

  // Feeds each connection one byte now and then until it is cut.
  static void expect_cut(Connections& connections, std::string_view drip, Millis within) {
    std::size_t cut = 0;
    wait_until("slow connections are cut", within, [&] {
      for (auto& connection : connections) {
        if (!connection) continue;
        bool closed = false;
        try {
          if (!drip.empty()) connection->send(drip);
          (void)connection->read_rest(0ms, closed);
        } catch (const HttpError&) {
          closed = true;
        }
        if (closed) {
          connection.reset();
          ++cut;
        }
      }
      return cut == connections.size();
    });
  }

  const int count_ = by_profile(200, 4000);
};

TEST_F(SlowClients, HeadersThatTrickleAreCut) {
  Load load({.target = cluster_.server(1), .clients = 2});
  auto slow = open(count_, "GET /zato/ping HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  expect_cut(slow, "a", 6s);
  const LoadReport report = load.stop();
  EXPECT_EQ(report.failed, 0u) << report.text();
}

TEST_F(SlowClients, BodiesBelowTheRateAreCut) {
  Load load({.target = cluster_.server(1), .clients = 2});
  auto slow = open(count_, "POST /zato/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
  expect_cut(slow, "a", 8s);
  const LoadReport report = load.stop();
  EXPECT_EQ(report.failed, 0u) << report.text();
}

TEST_F(SlowClients, SilentOnesAreCut) {
  auto idle = open(count_, "");
  expect_cut(idle, "", 6s);
}

TEST_F(SlowClients, IdleKeepAliveConnectionsEndAfterTheirTime) {
  Connection connection(cluster_.server(1));
  EXPECT_EQ(connection.request({.target = "/zato/ping"}).status, 200);
  EXPECT_TRUE(connection.closed_within(5s));
}

}  // namespace
}  // namespace zato::test
