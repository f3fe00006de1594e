// zato service build and inspect: from a source of C++ to a service that every server answers with, or to a reason.
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "integration/deploy/deployer.hpp"
#include "support/cluster.hpp"

namespace zato::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSource = R"(#include <zato/service.hpp>

class Greeting : public zato::Service {
  void handle() override { response.payload = "[\"built\"]"; }
};
const zato::Register<Greeting> registered("built.greeting");
)";

class ServiceBuild : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster({.servers = 2}); }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  std::string source(const std::string& name, const std::string& text) const {
    write_text(directory_ / name, text);
    return directory_ / name;
  }
  Finished build(const std::string& from, const std::string& to, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"service", "build", from, "--out", directory_ / to};
    words.insert(words.end(), more.begin(), more.end());
    return cluster_->zato(words, 300s);
  }
  std::string sections(const std::string& module) const {
    return run({.program = "readelf", .arguments = {"-S", "--wide", directory_ / module}}, 20s).out;
  }

  TempDir directory_;
  static Cluster* cluster_;
};

Cluster* ServiceBuild::cluster_ = nullptr;

TEST_F(ServiceBuild, MakesAModuleThatServersRunOnceItIsDeployed) {
  const auto built = build(source("greeting.cpp", kSource), "greeting.so");
  ASSERT_EQ(built.exit_code, 0) << built.err;
  EXPECT_THAT(built.out, AllOf(HasSubstr("built.greeting"), HasSubstr("greeting.so")));
  const auto inspected = cluster_->zato({"service", "inspect", directory_ / "greeting.so"});
  EXPECT_EQ(inspected.exit_code, 0) << inspected.err;
  EXPECT_EQ(inspected.out, "built.greeting\n");
  const auto deployed = cluster_->zato({"hot-deploy", directory_ / "greeting.so", "--path", cluster_->root()});
  ASSERT_EQ(deployed.exit_code, 0) << deployed.out << deployed.err;
  EXPECT_THAT(Deployer(*cluster_).invoke_everywhere("built.greeting"), Each(R"(["built"])"));
}

TEST_F(ServiceBuild, LeavesDebugInformationOutUnlessItIsAskedForAndKeepsTheBuildId) {
  const auto file = source("greeting.cpp", kSource);
  ASSERT_EQ(build(file, "plain.so").exit_code, 0);
  ASSERT_EQ(build(file, "debug.so", {"--debug"}).exit_code, 0);
  EXPECT_THAT(sections("plain.so"), AllOf(HasSubstr(".note.gnu.build-id"), Not(HasSubstr(".debug_info"))));
  EXPECT_THAT(sections("debug.so"), AllOf(HasSubstr(".note.gnu.build-id"), HasSubstr(".debug_info")));
  EXPECT_LT(std::filesystem::file_size(directory_ / "plain.so") * 3, std::filesystem::file_size(directory_ / "debug.so"));
}

TEST_F(ServiceBuild, SaysWhatIsWrongWithASource) {
  const auto broken = build(source("broken.cpp", "#include <zato/service.hpp>\nint x = no_such_name;\n"), "broken.so");
  EXPECT_NE(broken.exit_code, 0);
  EXPECT_THAT(broken.err, AllOf(HasSubstr("the compiler refuses it"), HasSubstr("broken.cpp:2"), HasSubstr("no_such_name")));
  const auto empty = build(source("empty.cpp", "#include <zato/service.hpp>\n"), "empty.so");
  EXPECT_NE(empty.exit_code, 0);
  EXPECT_THAT(empty.err, HasSubstr("registers no service"));
  const auto other = build(source("other.cpp", "int f() { return 1; }\n"), "other.so");
  EXPECT_NE(other.exit_code, 0);
  EXPECT_THAT(other.err, HasSubstr("is not a module of services"));
  const auto crashing = build(source("crashing.cpp", std::string(kSource) + "#include <cstdlib>\nconst int crashed = (std::abort(), 1);\n"), "crashing.so");
  EXPECT_NE(crashing.exit_code, 0);
  EXPECT_THAT(crashing.err, HasSubstr("does not load"));
  for (const char* name : {"broken.so", "empty.so", "other.so", "crashing.so"})
    EXPECT_FALSE(std::filesystem::exists(directory_ / name)) << name;
  EXPECT_NE(build(directory_ / "nowhere.cpp", "nowhere.so").exit_code, 0);
}

TEST_F(ServiceBuild, InspectionTellsWhatIsNoModule) {
  const auto text = cluster_->zato({"service", "inspect", source("text.so", "not a module")});
  EXPECT_NE(text.exit_code, 0);
  EXPECT_THAT(text.err, HasSubstr("text.so"));
  EXPECT_NE(cluster_->zato({"service", "inspect", directory_ / "nowhere.so"}).exit_code, 0);
}

}  // namespace
}  // namespace zato::test
