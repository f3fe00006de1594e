// The command line against a running cluster: Zato's verbs, what they print and the codes they end with.
#include <gmock/gmock.h>

#include <regex>

#include "support/cluster.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using testing::HasSubstr;

class Cli : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster; }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Finished zato(std::vector<std::string> arguments) { return cluster_->zato(std::move(arguments)); }
  static std::string server1() { return cluster_->component("server1"); }

  static Cluster* cluster_;
};

Cluster* Cli::cluster_ = nullptr;

TEST_F(Cli, InfoTellsTheTruthAboutProcesses) {
  const Finished info = zato({"info", server1(), "--format", "json"});
  ASSERT_EQ(info.exit_code, 0) << info.err;
  EXPECT_THAT(info.out, HasSubstr("\"component_running\""));
  std::smatch match;
  ASSERT_TRUE(std::regex_search(info.out, match, std::regex(R"("master_proc_pid": *(\d+))"))) << info.out;
  EXPECT_EQ(std::stoi(match[1]), cluster_->parent(1));
  for (const pid_t worker : cluster_->workers(1)) EXPECT_THAT(info.out, HasSubstr(std::to_string(worker)));
}

TEST_F(Cli, ServiceInvokePrintsWhatTheServiceReturned) {
  const Finished ping = zato({"service", "invoke", server1(), "zato.ping"});
  EXPECT_EQ(ping.exit_code, 0) << ping.out << ping.err;
  EXPECT_THAT(ping.out, HasSubstr("zato"));
  const Finished echo = zato({"service", "invoke", server1(), "demo.echo", "--payload", "hello"});
  EXPECT_EQ(echo.exit_code, 0) << echo.err;
  EXPECT_EQ(echo.out, "hello\n");
  const Finished unknown = zato({"service", "invoke", server1(), "no.such.service"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr("no.such.service"));
}

TEST_F(Cli, WaitReturnsWhenThereIsAnAnswerAnd28WhenNot) {
  EXPECT_EQ(zato({"wait", "--path", server1()}).exit_code, 0);
  EXPECT_EQ(zato({"wait", "--address", "http://127.0.0.1:1", "--timeout", "1"}).exit_code, 28);
  EXPECT_EQ(zato({"wait"}).exit_code, 15);
}

TEST_F(Cli, VersionsAndHelpAreThereAndFast) {
  const Finished version = zato({"component-version", server1()});
  EXPECT_EQ(version.exit_code, 0) << version.err;
  EXPECT_FALSE(version.out.empty());
  const Finished help = zato({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("quickstart"));
  EXPECT_LT(help.took, 50ms * slowness() * 4) << "start-up is native: 50 ms, and room for a busy machine";
}

TEST_F(Cli, SecondStartAndConfigurationChecks) {
  EXPECT_EQ(zato({"start", server1()}).exit_code, 9);
  const Finished check = zato({"check-config", server1()});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
}

TEST_F(Cli, UnknownWordsAreACodeAndAHint) {
  const Finished unknown = zato({"quikstart", "create", "/tmp/x"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("quickstart"));
}

TEST_F(Cli, SecretsCanBeMadeEncryptedAndDecrypted) {
  const Finished key = zato({"crypto", "create-secret-key"});
  ASSERT_EQ(key.exit_code, 0) << key.err;
  std::string text = key.out;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  TempDir directory;
  write_text(directory / "key", text);
  const Finished encrypted = zato({"crypto", "encrypt", "--secret", "hidden", "--secret-key-file", directory / "key"});
  ASSERT_EQ(encrypted.exit_code, 0) << encrypted.out << encrypted.err;
  EXPECT_THAT(encrypted.out, testing::Not(HasSubstr("hidden")));
}

}  // namespace
}  // namespace zato::test
