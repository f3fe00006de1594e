// The fixture of the conformance suite: each test runs on SQLite and on a real PostgreSQL, in a database of its own.
#pragma once

#include <gtest/gtest.h>

#include "../fixtures.hpp"
#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"
#include "objects/server.hpp"
#include "objects/service.hpp"
#include "support/postgres.hpp"

namespace zato::odb {

test::Postgres& shared_postgres();  // one server per run of the suite

class OnEveryEngine : public testing::TestWithParam<Engine> {
 protected:
  OnEveryEngine();

  std::unique_ptr<Connection> connection() const { return expect_ok(connect(options_)); }
  schema::Id create_test_cluster(Connection& connection, const std::string& name = "crm") const {
    return expect_ok(create_cluster(connection, {.name = name}, "tester")).id;
  }

  const test::TempDir directory_;
  Options options_;
  const PlainCipher cipher_{};
};

// The same with schema and cluster in place, and one connection and store to work with.
class WithCluster : public OnEveryEngine {
 protected:
  WithCluster() {
    expect_ok(create_schema(options_, objects::all()));
    connection_ = connection();
    cluster_ = create_test_cluster(*connection_);
    store_.emplace(store_of(*connection_, cipher_, cluster_));
  }

  objects::Service a_service(const std::string& name = "crm.customer") {
    return expect_ok(store_->insert(objects::Service{.name = name, .impl_name = "crm.Customer"}));
  }

  std::unique_ptr<Connection> connection_;
  schema::Id cluster_ = 0;
  std::optional<Store> store_;
};

std::string engine_name(const testing::TestParamInfo<Engine>& info);

}  // namespace zato::odb

#define ZATO_ON_EVERY_ENGINE(suite) \
  INSTANTIATE_TEST_SUITE_P(Odb, suite, testing::Values(Engine::kSqlite, Engine::kPostgresql), engine_name)
