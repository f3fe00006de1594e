#include "odb/snapshot.hpp"

#include <set>

#include "engine.hpp"
#include "objects/api_key.hpp"
#include "odb/defaults.hpp"

namespace zato::odb {
namespace {

using base::Secret;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;

class Snapshots : public WithCluster {
 protected:
  std::shared_ptr<const Snapshot> load() {
    return expect_ok(Snapshot::load(*connection_, objects::all(), cipher_, cluster_));
  }
};

TEST_P(Snapshots, HoldWhatANewClusterStartsWith) {
  expect_ok(insert_default_objects(*store_, Secret("admin-password")));
  const auto snapshot = load();
  EXPECT_EQ(snapshot->cluster_id(), cluster_);
  EXPECT_EQ(snapshot->find<objects::Cluster>(cluster_)->name, "crm");
  EXPECT_EQ(snapshot->sequence(), expect_ok(current_sequence(*connection_, cluster_)));
  const auto* ping = snapshot->find<RestChannel>("zato.ping");
  ASSERT_NE(ping, nullptr);
  EXPECT_EQ(ping->url_path, "/zato/ping");
  EXPECT_FALSE(ping->security_id.has_value());
  EXPECT_EQ(snapshot->find<Service>(ping->service_id)->name, "zato.ping");
  const auto* invoke = snapshot->find<RestChannel>("admin.invoke.json");
  ASSERT_NE(invoke, nullptr);
  const auto* admin = snapshot->find<BasicAuth>(invoke->security_id.value());
  ASSERT_NE(admin, nullptr);
  EXPECT_EQ(admin->realm, "Zato admin invoke");
  EXPECT_EQ(admin->password.reveal(), "admin-password");
  EXPECT_EQ(snapshot->find<Service>(12345), nullptr);
}

TEST_P(Snapshots, DemoChannelsComeOnTop) {
  expect_ok(insert_default_objects(*store_, Secret("x")));
  expect_ok(insert_demo_objects(*store_));
  const auto snapshot = load();
  EXPECT_EQ(snapshot->find<Service>(snapshot->find<RestChannel>("demo.customer")->service_id)->name, "demo.customer");
}

TEST_P(Snapshots, EqualConfigurationsHaveEqualDigests) {
  a_service("a");
  EXPECT_EQ(load()->digest(), load()->digest());
  EXPECT_EQ(load()->digest().size(), 32U);
}

TEST_P(Snapshots, EveryChangeChangesTheDigest) {
  std::set<std::string> digests = {load()->digest()};
  const auto expect_new = [&] { EXPECT_TRUE(digests.insert(load()->digest()).second); };
  auto service = a_service("a");
  expect_new();
  service.is_active = false;
  service = expect_ok(store_->update(service));
  expect_new();
  auto alice =
      expect_ok(store_->insert(BasicAuth{.name = "a", .username = "a", .realm = "r", .password = Secret("one")}));
  expect_new();
  alice.password = Secret("two");
  expect_ok(store_->update(alice));
  expect_new();
}

TEST_P(Snapshots, AreReadInAConstantNumberOfQueries) {
  expect_ok(store_->transaction([&]() -> base::Result<void> {
    for (int i = 0; i < 300; ++i) ZATO_CHECK(store_->insert(Service{.name = "s" + std::to_string(i)}));
    return {};
  }));
  EXPECT_EQ(load()->all<Service>().size(), 300U);
}

TEST_P(Snapshots, LeaveOtherClustersOut) {
  auto other = store_of(*connection_, cipher_, create_test_cluster(*connection_, "other"));
  expect_ok(other.insert(Service{.name = "theirs"}));
  EXPECT_TRUE(load()->all<Service>().empty());
}

TEST_P(Snapshots, DoNotChangeWithRuntimeState) {
  const auto before = load()->digest();
  expect_ok(connection_->execute("UPDATE cluster SET cw_srv_id = 5, cw_srv_keep_alive_dt = 'now'"));
  EXPECT_EQ(load()->digest(), before);
}

TEST_P(Snapshots, NameTheObjectThatCannotBeRead) {
  expect_ok(store_->insert(BasicAuth{.name = "alice", .username = "a", .realm = "r", .password = Secret("x")}));
  expect_ok(connection_->execute("UPDATE sec_base SET password = 'garbage'"));
  const auto broken = Snapshot::load(*connection_, objects::all(), cipher_, cluster_);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, base::Code::kCorrupt);
  EXPECT_EQ(broken.error().text(),
            "HTTP Basic Auth definition `alice`, field password: the secret does not belong here");
}

ZATO_ON_EVERY_ENGINE(Snapshots);

}  // namespace
}  // namespace zato::odb
