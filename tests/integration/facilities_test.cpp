// What services share through Redis, in C++ and in Python: the same values in both, a clear answer while Redis is away, everything
// again when it is back.
#include <gmock/gmock.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "support/cluster.hpp"
#include "support/proc.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AnyOf;

constexpr auto kPatience = 20s;

class Facilities : public testing::Test {
 protected:
  Facilities() : cluster_({.servers = 1, .start = false}) {
    const auto deployed = cluster_.component("server1") / "work/hot-deploy/current";
    std::filesystem::create_directories(deployed);
    std::filesystem::copy(ZATO_TEST_CPP_MODULES "/cpp_facilities.so", deployed);
    std::filesystem::copy(ZATO_TEST_FACILITIES "/shared.py", deployed);
    cluster_.start();
    for (const char* service : {"cpp.shared-cache", "cpp.key-value", "cpp.locked", "cpp.limited-cache", "shared.cache", "shared.lock", "shared.key-value", "shared.limited"}) channel(service);
    wait_until("the channels are there", 10s, [&] { return call("shared.key-value").status == 200; });
  }

  void channel(const std::string& service) {
    const json input{{"name", service}, {"connection", "channel"}, {"transport", "plain_http"}, {"url_path", "/" + service}, {"service", service}, {"data_format", "json"}};
    const auto created = cluster_.zato({"service", "invoke", cluster_.component("server1"), "zato.http-soap.create", "--payload", input.dump()});
    ASSERT_EQ(created.exit_code, 0) << service << created.out << created.err;
  }
  Response call(const std::string& service) { return post(cluster_.server(1), "/" + service, "{}"); }

  Cluster cluster_;
};

TEST_F(Facilities, BothLanguagesSeeTheSameCache) {
  call("shared.cache");
  EXPECT_EQ(json::parse(call("cpp.shared-cache").body), (json{{"name", "José"}}));
  EXPECT_EQ(json::parse(call("shared.cache").body), (json{{"name", "José"}, {"orders", {1, 2}}}));
}

TEST_F(Facilities, ACacheHoldsNoMoreThanItsLimit) {
  const json cache{{"name", "limited"}, {"is_active", true}, {"max_size", 3}, {"max_item_size", 100}};
  const auto created = cluster_.zato({"service", "invoke", cluster_.component("server1"), "zato.cache.builtin.create", "--payload", cache.dump()});
  ASSERT_EQ(created.exit_code, 0) << created.out << created.err;
  wait_until("the cache is there", 10s, [&] { return call("shared.limited").status == 200; });
  const json kept{"item.2", "item.5", "item.6"};
  EXPECT_EQ(json::parse(call("shared.limited").body), (json{{"keys", kept}, {"before", nullptr}, {"kvdb", 3}}));
  const auto seen = json::parse(call("cpp.limited-cache").body);
  EXPECT_EQ(seen["keys"], kept);
  EXPECT_EQ(seen["refused"], "cache `limited`: the value of `large` is larger than 100 bytes");
}

TEST_F(Facilities, ThatNeedRedisSaySoWhileItIsAwayAndWorkWhenItIsBack) {
  const auto redis = cluster_.redis();
  send_signal(redis, SIGSTOP);
  EXPECT_THAT(call("cpp.key-value").status, AnyOf(503, 504)) << "Redis does not answer";
  send_signal(redis, SIGKILL);
  for (const char* service : {"cpp.shared-cache", "cpp.key-value", "cpp.locked"}) {
    const auto response = call(service);
    EXPECT_THAT(response.status, AnyOf(200, 503)) << service << ": " << response.body;  // 200: it is back already
  }
  EXPECT_EQ(get(cluster_.server(1), "/zato/ping").status, 200) << "who needs no Redis does not notice";
  for (const char* service : {"cpp.shared-cache", "cpp.key-value", "cpp.locked", "shared.cache", "shared.lock", "shared.key-value"}) {
    wait_until(std::string(service) + " works again", kPatience, [&] { return call(service).status == 200; });
  }
}

}  // namespace
}  // namespace zato::test
