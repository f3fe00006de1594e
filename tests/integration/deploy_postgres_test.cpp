// Hot deployment with the ODB in PostgreSQL: the same statements, another engine.
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "integration/deploy/deployer.hpp"
#include "support/cluster.hpp"
#include "support/postgres.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr int kServers = 2;
constexpr int kMany = 450;  // more than one statement takes

class DeployOnPostgres : public testing::Test {
 protected:
  DeployOnPostgres()
      : cluster_({.servers = kServers, .create_arguments = created(postgres_)}), deployer_(cluster_) {}

  static std::vector<std::string> created(Postgres& postgres) {
    postgres.create_database("zato_test");
    return postgres_arguments(postgres);
  }
  static Files many(int version) {
    Files files;
    for (int i = 0; i < kMany; ++i)
      files.emplace_back("many_" + std::to_string(i) + ".py", simple_service("many." + std::to_string(i), version));
    return files;
  }

  Postgres postgres_;
  Cluster cluster_;
  Deployer deployer_;
};

TEST_F(DeployOnPostgres, FilesAreDeployedReplacedBroughtBackAndRemoved) {
  for (int version = 1; version <= 2; ++version) {
    auto files = versioned_files(version);
    files.emplace_back("versioned.so", versioned_module(version));
    const auto answer = deployer_.deploy(files, version);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body["is_everywhere"], true) << answer.body;
    EXPECT_THAT(deployer_.invoke_everywhere("versions.report"), Each(HasSubstr("[" + std::to_string(version) + ",")));
    EXPECT_THAT(deployer_.invoke_everywhere("deploy.versioned"), Each(HasSubstr("version-00000" + std::to_string(version))));
  }
  EXPECT_EQ(deployer_.deploy("versions.py", "import nothing_of_that_name\n").status, 400);
  const auto back = deployer_.call("zato.deployment.rollback", {{"name", "common_part.py"}, {"number", 1}});
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_THAT(deployer_.invoke_everywhere("versions.report"), Each(R"({"versions":[2,1,2,2,2,2]})"));
  const auto forgotten = deployer_.call("zato.deployment.forget", {{"keep", 1}});
  EXPECT_EQ(forgotten.body["forgotten"], 3) << forgotten.body;  // not the one that came back, nor late_part.py, which is the same
  ASSERT_EQ(deployer_.call("zato.deployment.delete", {{"name", "versioned.so"}}).status, 200);
  EXPECT_THAT(deployer_.invoke_everywhere("deploy.versioned"), Each(Not(HasSubstr("version-"))));
}

TEST_F(DeployOnPostgres, SeveralHundredFilesGoInOneDeployment) {
  for (int version = 1; version <= 2; ++version) {
    const auto answer = deployer_.deploy(many(version));
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body["services"].size(), static_cast<std::size_t>(kMany));
    for (const int one : {0, 199, 200, kMany - 1}) {
      EXPECT_THAT(deployer_.invoke_everywhere("many." + std::to_string(one)),
                  Each(json{{"version", version}}.dump()));
    }
  }
}

}  // namespace
}  // namespace zato::test
