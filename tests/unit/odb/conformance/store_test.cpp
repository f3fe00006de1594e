#include <gmock/gmock.h>

#include "engine.hpp"
#include "objects/api_key.hpp"

namespace zato::odb {
namespace {

using base::Code;
using base::Secret;
using objects::ApiKey;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;

using Stores = WithCluster;

BasicAuth credentials(const std::string& name) {
  return {.name = name, .username = name, .realm = "Test", .password = Secret("p-" + name)};
}

TEST_P(Stores, AnObjectComesBackAsItWent) {
  const auto service = a_service();
  const auto security = expect_ok(store_->insert(credentials("alice")));
  const RestChannel channel{.name = "crm.get",
                            .url_path = "/crm/{id}",
                            .method = "GET",
                            .service_id = service.id,
                            .security_id = security.id,
                            .security_groups = {"one", "two"},
                            .data_format = "json",
                            .match_slash = false,
                            .cache_expiry = 30,
                            .rate_limit = {.is_active = true, .definition = "*=10/m\n127.0.0.1=*"}};
  const auto id = expect_ok(store_->insert(channel)).id;
  const auto read = expect_ok(store_->get<RestChannel>(id));
  EXPECT_EQ(read.cluster_id, cluster_);
  EXPECT_EQ(read.version, 1);
  EXPECT_EQ(read.name, channel.name);
  EXPECT_EQ(read.url_path, channel.url_path);
  EXPECT_EQ(read.service_id, service.id);
  EXPECT_EQ(read.security_id, security.id);
  EXPECT_EQ(read.security_groups, channel.security_groups);
  EXPECT_FALSE(read.match_slash);
  EXPECT_TRUE(read.merge_url_params_req);
  EXPECT_EQ(read.cache_expiry, 30);
  EXPECT_TRUE(read.rate_limit.is_active);
  EXPECT_EQ(read.rate_limit.definition, channel.rate_limit.definition);
}

TEST_P(Stores, SecretsAreEncryptedAndBoundToTheirRow) {
  expect_ok(store_->insert(credentials("alice")));
  expect_ok(store_->insert(credentials("bob")));
  const auto stored = expect_ok(connection_->query("SELECT password FROM sec_base WHERE name = 'alice'"))[0].text(0);
  EXPECT_EQ(stored, "<" + std::to_string(cluster_) + "|sec_base|password|alice>p-alice");
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>("alice")).password.reveal(), "p-alice");
  expect_ok(connection_->execute("UPDATE sec_base SET password = $1 WHERE name = 'bob'", {stored}));
  const auto moved = store_->get<BasicAuth>("bob");
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, Code::kCorrupt);
  EXPECT_EQ(moved.error().message, "HTTP Basic Auth definition `bob`, field password");
}

TEST_P(Stores, ASecretThatWasRemovedIsCorruptNotEmpty) {
  expect_ok(store_->insert(credentials("alice")));
  expect_ok(connection_->execute("UPDATE sec_base SET password = NULL"));
  EXPECT_EQ(store_->get<BasicAuth>("alice").error().code, Code::kCorrupt);
}

TEST_P(Stores, SecretsSurviveARenaming) {
  auto alice = expect_ok(store_->insert(credentials("alice")));
  alice.name = "alicia";
  expect_ok(store_->update(alice));
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>("alicia")).password.reveal(), "p-alice");
}

TEST_P(Stores, ManyNewObjectsAreStoredAsEachAloneWouldBe) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  std::vector<Service> services;
  for (int i = 0; i < 450; ++i) services.push_back({.name = "many." + std::to_string(i), .impl_name = "Many"});
  const auto stored = expect_ok(store_->insert_all(services));
  ASSERT_EQ(stored.size(), 450U);
  EXPECT_EQ(store_->sequence(), before + 450);
  const auto changes = expect_ok(changes_since(*connection_, cluster_, before));
  ASSERT_EQ(changes.size(), 450U);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    EXPECT_EQ(stored[i].version, 1);
    EXPECT_EQ(expect_ok(store_->get<Service>(stored[i].id)).name, services[i].name);
    EXPECT_EQ(changes[i].object_id, stored[i].id);
    EXPECT_EQ(changes[i].object_name, services[i].name);
    EXPECT_EQ(changes[i].action, "create");
  }
  expect_ok(store_->undo(before + 1));
  EXPECT_FALSE(store_->get<Service>("many.0"));
}

TEST_P(Stores, OfManyNewObjectsAllAreStoredOrNone) {
  a_service("taken");
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  const auto taken = store_->insert_all<Service>({{.name = "free", .impl_name = "A"}, {.name = "taken", .impl_name = "A"}});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::kAlreadyExists);
  EXPECT_THAT(taken.error().message, testing::HasSubstr("`taken`"));
  EXPECT_FALSE(store_->insert_all<Service>({{.name = "twice", .impl_name = "A"}, {.name = "twice", .impl_name = "A"}}));
  EXPECT_FALSE(store_->get<Service>("free"));
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before);
  EXPECT_TRUE(expect_ok(store_->insert_all<Service>({})).empty());
}

TEST_P(Stores, EveryChangeIsRecordedWithItsNumber) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  auto service = a_service("a");
  service.is_active = false;
  service = expect_ok(store_->update(service));
  expect_ok(store_->remove(service));
  const auto changes = expect_ok(changes_since(*connection_, cluster_, before));
  ASSERT_EQ(changes.size(), 3U);
  const char* actions[] = {"create", "edit", "delete"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(changes[i].sequence, before + static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(changes[i].action, actions[i]);
    EXPECT_EQ(changes[i].object_type, "service");
    EXPECT_EQ(changes[i].object_id, service.id);
    EXPECT_EQ(changes[i].object_name, "a");
    EXPECT_EQ(changes[i].actor, "tester");
  }
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before + 3);
}

TEST_P(Stores, AStaleEditIsRefused) {
  const auto read = a_service();
  auto first = read, second = read;
  first.slow_threshold = 1;
  second.slow_threshold = 2;
  EXPECT_EQ(expect_ok(store_->update(first)).version, 2);
  const auto refused = store_->update(second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kConflict);
  EXPECT_EQ(refused.error().message,
            "Service `crm.customer` was changed meanwhile: its version is 2, not 1; tester changed slow_threshold");
  EXPECT_EQ(expect_ok(store_->get<Service>(read.id)).slow_threshold, 1);
  EXPECT_EQ(store_->remove(read).error().code, Code::kConflict);
}

TEST_P(Stores, ARefusedChangeTakesNoNumber) {
  a_service("a");
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  EXPECT_FALSE(store_->insert(Service{.name = "a"}));
  EXPECT_FALSE(store_->insert(Service{.name = ""}));
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before);
}

TEST_P(Stores, ARefusedChangeTakesNoNumberFromATransactionThatGoesOn) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  expect_ok(store_->transaction([&]() -> base::Result<void> {
    ZATO_CHECK(store_->insert(Service{.name = "a"}));
    EXPECT_FALSE(store_->insert(Service{.name = "a"}));
    ZATO_CHECK(store_->insert(Service{.name = "b"}));
    return {};
  }));
  EXPECT_EQ(expect_ok(changes_since(*connection_, cluster_, before)).size(), 2U);
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before + 2);
}

TEST_P(Stores, NamesAreUniqueWithinTheFamily) {
  expect_ok(store_->insert(credentials("alice")));
  const auto again = store_->insert(credentials("alice"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kAlreadyExists);
  EXPECT_EQ(again.error().message, "HTTP Basic Auth definition `alice` already exists in this cluster");
  const auto sibling = store_->insert(ApiKey{.name = "alice", .password = Secret("k")});
  ASSERT_FALSE(sibling);
  EXPECT_EQ(sibling.error().message, "HTTP Basic Auth definition `alice` already exists in this cluster");
}

TEST_P(Stores, FieldsThatAreUniqueTogetherAreNamed) {
  const auto service = a_service();
  expect_ok(store_->insert(RestChannel{.name = "a", .url_path = "/a", .service_id = service.id}));
  expect_ok(store_->insert(RestChannel{.name = "b", .url_path = "/a", .method = "GET", .service_id = service.id}));
  const auto taken = store_->insert(RestChannel{.name = "c", .url_path = "/a", .service_id = service.id});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::kAlreadyExists);
  EXPECT_EQ(taken.error().message, "REST channel `c`: REST channel `a` already has this url_path, method, http_accept");
}

TEST_P(Stores, TheDatabaseItselfInsistsOnUniquenessToo) {
  a_service("a");
  const auto sql = "INSERT INTO service (cluster_id, name) VALUES ($1, 'a')";
  EXPECT_EQ(connection_->execute(sql, {cluster_}).error().code, Code::kAlreadyExists);
}

TEST_P(Stores, AReferenceMustLeadSomewhereInTheSameCluster) {
  const auto elsewhere = create_test_cluster(*connection_, "other");
  const auto foreign = expect_ok(store_of(*connection_, cipher_, elsewhere).insert(Service{.name = "a"}));
  const auto refused = store_->insert(RestChannel{.name = "c", .url_path = "/c", .service_id = foreign.id});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "REST channel `c`: service_id: there is no service with id " +
                                         std::to_string(foreign.id) + " in this cluster");
}

TEST_P(Stores, WhatIsInUseStays) {
  const auto service = a_service();
  expect_ok(store_->insert(RestChannel{.name = "c", .url_path = "/c", .service_id = service.id}));
  const auto refused = store_->remove(service);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kConflict);
  EXPECT_EQ(refused.error().message, "Service `crm.customer` is still used by REST channel `c`");
}

TEST_P(Stores, TypesThatShareATableDoNotSeeEachOthersRows) {
  const auto alice = expect_ok(store_->insert(credentials("alice")));
  const auto key = expect_ok(store_->insert(ApiKey{.name = "key", .password = Secret("k")}));
  EXPECT_EQ(expect_ok(store_->list<BasicAuth>()).size(), 1U);
  EXPECT_EQ(expect_ok(store_->list<ApiKey>()).size(), 1U);
  EXPECT_EQ(store_->get<BasicAuth>(key.id).error().code, Code::kNotFound);
  EXPECT_EQ(store_->remove(BasicAuth::type(), key.id, key.version).error().code, Code::kNotFound);
}

TEST_P(Stores, ClustersDoNotSeeEachOthersObjects) {
  const auto mine = a_service();
  auto other = store_of(*connection_, cipher_, create_test_cluster(*connection_, "other"));
  EXPECT_EQ(other.get<Service>(mine.id).error().code, Code::kNotFound);
  EXPECT_EQ(other.update(mine).error().code, Code::kNotFound);
  EXPECT_EQ(other.remove(mine).error().code, Code::kNotFound);
  EXPECT_TRUE(other.insert(Service{.name = mine.name}));
}

TEST_P(Stores, SeveralChangesAreOneTransaction) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  const auto failed = store_->transaction([&]() -> base::Result<void> {
    ZATO_CHECK(store_->insert(Service{.name = "a"}));
    ZATO_CHECK(store_->insert(Service{.name = "a"}));
    return {};
  });
  EXPECT_EQ(failed.error().code, Code::kAlreadyExists);
  EXPECT_TRUE(expect_ok(store_->list<Service>()).empty());
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before);
}

TEST_P(Stores, TellTheNumberOfTheirLastCommittedChange) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  EXPECT_EQ(store_->sequence(), 0);
  a_service("a");
  EXPECT_EQ(store_->sequence(), before + 1);
  EXPECT_FALSE(store_->transaction([&]() -> base::Result<void> {
    ZATO_CHECK(store_->insert(Service{.name = "b"}));
    return base::fail(Code::kInternal, "second thoughts");
  }));
  EXPECT_EQ(store_->sequence(), before + 1);
  expect_ok(store_->list<Service>());
  EXPECT_EQ(store_->sequence(), before + 1);
}

TEST_P(Stores, AClusterIsEditedLikeAnythingElse) {
  auto cluster = expect_ok(store_->get<objects::Cluster>(cluster_));
  cluster.description = "Customers";
  expect_ok(store_->update(cluster));
  EXPECT_EQ(expect_ok(find_cluster(*connection_, "crm")).description, "Customers");
  EXPECT_EQ(find_cluster(*connection_, "crn").error().message, "the ODB has no cluster `crn`; did you mean `crm`?");
  EXPECT_EQ(create_cluster(*connection_, {.name = "crm"}, "tester").error().code, Code::kAlreadyExists);
}

TEST_P(Stores, AClusterGoesWithEverythingInItAndNothingElse) {
  const auto service = a_service();
  expect_ok(store_->insert(RestChannel{.name = "c", .url_path = "/c", .service_id = service.id}));
  auto other = store_of(*connection_, cipher_, create_test_cluster(*connection_, "other"));
  expect_ok(other.insert(Service{.name = "theirs"}));
  expect_ok(remove_cluster(*connection_, objects::all(), cluster_));
  EXPECT_EQ(find_cluster(*connection_, "crm").error().code, Code::kNotFound);
  EXPECT_EQ(current_sequence(*connection_, cluster_).error().code, Code::kNotFound);
  EXPECT_EQ(store_->insert(Service{.name = "late"}).error().code, Code::kNotFound);
  EXPECT_TRUE(other.get<Service>("theirs"));
}

ZATO_ON_EVERY_ENGINE(Stores);

}  // namespace
}  // namespace zato::odb
