#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "engine.hpp"
#include "objects/admin_grant.hpp"
#include "objects/basic_auth.hpp"
#include "schema/define.hpp"

namespace zato::odb {
namespace {

using base::Code;
using Schemas = OnEveryEngine;

std::string text_of(const Table& table, const std::vector<Column>& columns) {
  std::vector<std::string> lines;
  for (const auto& column : columns) {
    if (table.has_id && column.name == "id") continue;
    lines.push_back(column.name + " " + column.type + (column.not_null ? " not null" : ""));
  }
  std::sort(lines.begin(), lines.end());
  return table.name + ": " + base::join(lines, ", ");
}

void expect_no_drift(Connection& connection, const schema::Registry& registry) {
  const auto catalog = expect_ok(read_catalog(connection));
  for (const auto& table : all_tables(registry)) {
    ASSERT_TRUE(catalog.contains(table.name)) << table.name;
    EXPECT_EQ(text_of(table, catalog.at(table.name)), text_of(table, table.columns));
  }
}

TEST_P(Schemas, AreCreatedOnceAndThenLeftAlone) {
  EXPECT_FALSE(expect_ok(schema_exists(options_)));
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_TRUE(expect_ok(schema_exists(options_)));
  const auto first = connection();
  create_test_cluster(*first);
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_TRUE(find_cluster(*first, "crm"));
  EXPECT_TRUE(check_schema(*first, objects::all()));
  EXPECT_EQ(expect_ok(first->query("SELECT count(*) FROM install_state"))[0].integer(0), 1);
}

TEST_P(Schemas, EqualTheirDescriptions) {
  expect_ok(create_schema(options_, objects::all()));
  expect_no_drift(*connection(), objects::all());
}

TEST_P(Schemas, AreDroppedWithEverythingInThem) {
  expect_ok(create_schema(options_, objects::all()));
  create_test_cluster(*connection());
  expect_ok(drop_schema(options_, objects::all()));
  EXPECT_FALSE(expect_ok(schema_exists(options_)));
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_EQ(find_cluster(*connection(), "crm").error().code, Code::kNotFound);
}

TEST_P(Schemas, SeveralProcessesMayCreateThemAtOnce) {
  std::vector<std::thread> creators;
  for (int i = 0; i < 4; ++i) creators.emplace_back([&] { expect_ok(create_schema(options_, objects::all())); });
  for (auto& creator : creators) creator.join();
  EXPECT_TRUE(check_schema(*connection(), objects::all()));
}

TEST_P(Schemas, AnOlderOneIsRefusedAtStartAndUpgradedOnDemand) {
  expect_ok(create_schema(options_, objects::all()));
  const auto first = connection();
  create_test_cluster(*first);
  for (const auto* table : {"pubsub_sub", "http_soap", "cache", "sec_tls_ca_cert"})
    expect_ok(first->execute("DROP TABLE " + std::string(table)));
  expect_ok(first->execute("ALTER TABLE service DROP COLUMN slow_threshold"));
  expect_ok(first->execute("ALTER TABLE sec_base DROP COLUMN ttl"));
  expect_ok(first->execute("INSERT INTO service (cluster_id, name) VALUES (1, 'old')"));
  EXPECT_EQ(check_schema(*first, objects::all()).error().code, Code::kUnsupported);
  expect_ok(create_schema(options_, objects::all()));
  expect_ok(check_schema(*first, objects::all()));
  expect_no_drift(*first, objects::all());
  EXPECT_EQ(expect_ok(store_of(*first, cipher_, 1).get<objects::Service>("old")).slow_threshold, 99999);
}

TEST_P(Schemas, ADatabaseWithoutOneIsToldApart) {
  if (GetParam() == Engine::kSqlite) std::ofstream(options_.path).close();
  EXPECT_EQ(check_schema(*connection(), objects::all()).error().code, Code::kNotFound);
}

base::Result<void> rename_everything(Connection& connection) {
  ZATO_CHECK(connection.execute("UPDATE service SET name = 'renamed.' || name"));
  return {};
}
base::Result<void> fail_half_way(Connection& connection) {
  ZATO_CHECK(connection.execute("DELETE FROM service"));
  return base::fail(Code::kInternal, "half-way");
}

TEST_P(Schemas, NumberedMigrationsRunOnceOnOldDatabasesOnly) {
  std::vector<Migration> numbered(migrations().begin(), migrations().end());
  numbered.push_back({numbered.back().number + 1, "rename", rename_everything});
  expect_ok(create_schema(options_, objects::all()));
  const auto first = connection();
  const auto cluster = create_test_cluster(*first);
  expect_ok(store_of(*first, cipher_, cluster).insert(objects::Service{.name = "a"}));
  for (int i = 0; i < 2; ++i) expect_ok(create_schema(options_, objects::all(), numbered));
  EXPECT_TRUE(store_of(*first, cipher_, cluster).get<objects::Service>("renamed.a"));
  EXPECT_EQ(check_schema(*first, objects::all()).error().code, Code::kUnsupported)
      << "this program does not know the last one";
}

TEST_P(Schemas, WhoeverCouldAdministerBeforeThereWereGrantsIsAnOwner) {
  expect_ok(create_schema(options_, objects::all()));
  const auto first = connection();
  const auto cluster = create_test_cluster(*first);
  auto store = store_of(*first, cipher_, cluster);
  for (const auto* name : {"admin.invoke", "pubapi"}) {
    expect_ok(store.insert(objects::BasicAuth{
        .name = name, .username = name, .realm = "r", .password = base::Secret("p")}));
  }
  expect_ok(first->execute("DROP TABLE admin_grant"));
  expect_ok(first->execute("DELETE FROM schema_version WHERE number > 2"));
  for (int i = 0; i < 2; ++i) expect_ok(create_schema(options_, objects::all()));
  const auto grants = expect_ok(store.list<objects::AdminGrant>());
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_EQ(grants[0].role, "owner");
  EXPECT_TRUE(grants[0].is_active);
  EXPECT_EQ(grants[0].security_id, expect_ok(store.get<objects::BasicAuth>("admin.invoke")).id);
}

TEST_P(Schemas, AnOdbWithoutHistoryGetsOne) {
  expect_ok(create_schema(options_, objects::all()));
  const auto first = connection();
  auto store = store_of(*first, cipher_, create_test_cluster(*first));
  expect_ok(store.insert(objects::Service{.name = "a"}));
  expect_ok(first->execute("DROP INDEX config_change_object_idx"));
  for (const auto* column : {"version", "fields", "note", "before_image", "image"})
    expect_ok(first->execute(std::string("ALTER TABLE config_change DROP COLUMN ") + column));
  expect_ok(first->execute("DELETE FROM schema_version WHERE number > 1"));
  EXPECT_EQ(check_schema(*first, objects::all()).error().code, Code::kUnsupported);
  expect_ok(create_schema(options_, objects::all()));
  expect_ok(check_schema(*first, objects::all()));
  expect_no_drift(*first, objects::all());
  auto service = expect_ok(store.get<objects::Service>("a"));
  service.is_active = false;
  expect_ok(store.update(service));
  expect_ok(store.undo(store.sequence()));
  EXPECT_TRUE(expect_ok(store.get<objects::Service>("a")).is_active);
}

TEST_P(Schemas, AMigrationThatFailsChangesNothing) {
  expect_ok(create_schema(options_, objects::all()));
  const auto first = connection();
  const auto cluster = create_test_cluster(*first);
  expect_ok(store_of(*first, cipher_, cluster).insert(objects::Service{.name = "a"}));
  const Migration numbered[] = {{migrations().back().number + 1, "fails", fail_half_way}};
  EXPECT_FALSE(create_schema(options_, objects::all(), numbered));
  EXPECT_TRUE(store_of(*first, cipher_, cluster).get<objects::Service>("a"));
}

ZATO_ON_EVERY_ENGINE(Schemas);

}  // namespace
}  // namespace zato::odb
