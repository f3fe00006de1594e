#include "cli/odb_access.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "cli/failure.hpp"
#include "objects/basic_auth.hpp"

namespace zato::cli {
namespace {

namespace fs = std::filesystem;

class OdbAccessTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-odb-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(directory_); }

  OdbAccess open() { return OdbAccess({.engine = "sqlite", .db_name = (directory_ / "zato.db").string()}, key_); }
  static NewCluster named(const std::string& name) {
    return {.name = name, .broker_host = "h", .broker_port = 1, .lb_host = "h", .lb_port = 1, .lb_agent_port = 1};
  }

  fs::path directory_;
  security::SecretKey key_ = security::SecretKey::create();
};

ExitCode code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.code();
  }
  return ExitCode::kOk;
}

TEST_F(OdbAccessTest, RemovesAClusterAndLeavesTheOthers) {
  auto odb = open();
  odb.create_schema();
  const auto one = odb.create_cluster(named("one"), base::Secret("password of one"));
  const auto two = odb.create_cluster(named("two"), base::Secret("password of two"));
  odb.insert_demo_objects(one);
  odb.create_server(one, "server1", "t");
  odb.create_server(two, "server1", "t");
  odb.remove_cluster(one);
  EXPECT_EQ(code_of([&] { odb.find_cluster("one"); }), ExitCode::kNoSuchCluster);
  EXPECT_EQ(odb.find_cluster("two"), two);
  EXPECT_TRUE(odb.store(one).list<objects::BasicAuth>()->empty());
  EXPECT_EQ(odb.store(two).get<objects::BasicAuth>("admin.invoke")->password.reveal(), "password of two");
  EXPECT_EQ(code_of([&] { odb.create_cluster(named("one"), base::Secret("again")); }), ExitCode::kOk);
}

TEST_F(OdbAccessTest, FailsWithZatosCodes) {
  auto odb = open();
  EXPECT_EQ(code_of([&] { odb.find_cluster("one"); }), ExitCode::kNoOdbFound);
  odb.create_schema();
  EXPECT_EQ(code_of([&] { odb.find_cluster("one"); }), ExitCode::kNoSuchCluster);
  const auto one = odb.create_cluster(named("one"), base::Secret("p"));
  EXPECT_EQ(code_of([&] { odb.create_cluster(named("one"), base::Secret("p")); }), ExitCode::kClusterNameExists);
  odb.create_server(one, "server1", "t");
  EXPECT_EQ(code_of([&] { odb.create_server(one, "server1", "t"); }), ExitCode::kServerNameExists);
}

TEST_F(OdbAccessTest, PasswordsAreNotReadableWithAnotherKey) {
  auto odb = open();
  odb.create_schema();
  const auto id = odb.create_cluster(named("one"), base::Secret("hidden password"));
  key_ = security::SecretKey::create();
  auto other = open();
  const auto read = other.store(id).get<objects::BasicAuth>("admin.invoke");
  EXPECT_FALSE(read && read->password.reveal() == "hidden password");
}

TEST(OdbArguments, OldPositionalsAndOptionsMeanTheSame) {
  Arguments arguments;
  arguments.values = {{"odb-type", "sqlite"}, {"odb-host", "localhost"}, {"odb-port", "5432"}};
  const auto old = odb_from_arguments(arguments, {"postgresql", "db", "5433", "u", "n"});
  EXPECT_EQ(old.engine, "postgresql");
  EXPECT_EQ(old.host, "db");
  EXPECT_EQ(old.port, 5433);
  EXPECT_EQ(old.username, "u");
  EXPECT_EQ(old.db_name, "n");
  EXPECT_EQ(code_of([&] { odb_from_arguments(arguments, {"oracle"}); }), ExitCode::kInvalidInput);
  EXPECT_EQ(code_of([&] { odb_from_arguments(arguments, {"postgresql"}); }), ExitCode::kParameterMissing);
  EXPECT_EQ(code_of([&] { odb_from_arguments(arguments, {"sqlite", "h", "0"}); }), ExitCode::kInvalidInput);
}

}  // namespace
}  // namespace zato::cli
