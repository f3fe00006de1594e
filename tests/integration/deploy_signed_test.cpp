// Servers that run only what is signed: everything else is refused by each of them, also when somebody has put it into
// the database. Promise P46.
#include <gmock/gmock.h>

#include "base/text.hpp"
#include "integration/deploy/deployer.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::Each;
using testing::HasSubstr;

class DeploySigned : public testing::Test {
 protected:
  DeploySigned()
      : cluster_({.servers = 2, .environment = {{"ZATO_HOT_DEPLOY__REQUIRE_SIGNATURE", "True"}}, .start = false}) {
    make_key("ci");
    make_key("stranger");
    make_key("late", {"--days", "1"});
    for (const char* server : {"server1", "server2"}) {
      const auto keys = cluster_.component(server) / "config/repo/deploy-keys";
      std::filesystem::create_directories(keys);
      std::filesystem::permissions(keys, std::filesystem::perms(0755));
      std::filesystem::copy(keys_ / "ci.pub", keys / "ci.pub");
      // The same key again, whose time is over.
      auto expired = read_text(keys_ / "late.pub");
      write_text(keys / "late.pub", expired.substr(0, expired.find("expires: ")) + "expires: 1000000000\n");
    }
    cluster_.start();
    deployer_.emplace(cluster_);
  }

  void make_key(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"deployment", "create-key", name, "--out", keys_.path()};
    words.insert(words.end(), more.begin(), more.end());
    const auto made = cluster_.zato(words);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }

  std::string signature_of(const std::string& name, const std::string& bytes, const std::string& key) {
    const auto file = keys_ / name;
    write_text(file, bytes);
    const auto signed_now = cluster_.zato({"deployment", "sign", file, "--key", keys_ / (key + ".key")});
    EXPECT_EQ(signed_now.exit_code, 0) << signed_now.err;
    return read_text(file.string() + ".sig");
  }

  AdminApi::Answer upload(const std::string& name, const std::string& bytes, const std::string& signature) {
    return deployer_->call("zato.service.upload-package",
                           {{"payload_name", name}, {"payload", base::base64_encode(bytes)}, {"signature", signature}});
  }

  TempDir keys_;
  Cluster cluster_;
  std::optional<Deployer> deployer_;
};

TEST_F(DeploySigned, OnlyWhatIsSignedAndNothingOlderIsRun) {
  const auto first = simple_service("signed.service", 1), second = simple_service("signed.service", 2);
  const auto of_first = signature_of("signed.py", first, "ci");
  ASSERT_EQ(upload("signed.py", first, of_first).status, 200);
  EXPECT_THAT(deployer_->invoke_everywhere("signed.service"), Each(R"({"version":1})"));

  const auto refused = [&](const std::string& name, const std::string& bytes, const std::string& signature,
                           const std::string& why) {
    const auto answer = upload(name, bytes, signature);
    EXPECT_EQ(answer.status, 403) << why << answer.body;
    EXPECT_THAT(answer.body.dump(), HasSubstr(why));
  };
  refused("signed.py", second, "", "not signed");
  refused("signed.py", second, of_first, "not what was signed");
  refused("other.py", first, of_first, "under another name");
  refused("signed.py", second, signature_of("signed.py", second, "stranger"), "not trusted");
  refused("signed.py", second, signature_of("signed.py", second, "late"), "has expired");
  auto flipped = signature_of("signed.py", second, "ci");
  const auto at = flipped.find("signature: ") + 15;
  flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
  refused("signed.py", second, flipped, "not genuine");
  refused("signed.py", second, "rubbish", "cannot be read");

  ASSERT_EQ(upload("signed.py", second, signature_of("signed.py", second, "ci")).status, 200);
  refused("signed.py", first, of_first, "signed before");
  EXPECT_EQ(deployer_->call("zato.deployment.rollback", {{"name", "signed.py"}, {"number", 1}}).status, 403);
  EXPECT_THAT(deployer_->invoke_everywhere("signed.service"), Each(R"({"version":2})"));
  const auto back =
      deployer_->call("zato.deployment.rollback",
                      {{"name", "signed.py"}, {"number", 1}, {"signature", signature_of("signed.py", first, "ci")}});
  EXPECT_EQ(back.status, 200) << back.body;
  EXPECT_THAT(deployer_->invoke_everywhere("signed.service"), Each(R"({"version":1})"));
}

TEST_F(DeploySigned, AFileGoesWithASignatureOfItsRemovalOnlyAndDoesNotComeBackWithItsOldOne) {
  const auto file = simple_service("leaving.service", 1);
  const auto of_file = signature_of("leaving.py", file, "ci");
  ASSERT_EQ(upload("leaving.py", file, of_file).status, 200);
  const auto removal = [this](const std::string& name, const std::string& key) {
    const auto made = run({.program = program("zato"),
                           .arguments = {"deployment", "sign", name, "--removal", "--key", keys_ / (key + ".key")},
                           .directory = keys_.path()},
                          20s);
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return read_text(keys_ / (name + ".removal.sig"));
  };
  const auto go = [this](const std::string& signature) {
    return deployer_->call("zato.deployment.delete", {{"name", "leaving.py"}, {"signature", signature}});
  };
  EXPECT_EQ(go("").status, 403);
  EXPECT_EQ(go(of_file).status, 403);
  EXPECT_EQ(go(removal("other.py", "ci")).status, 403);
  EXPECT_EQ(go(removal("leaving.py", "stranger")).status, 403);
  EXPECT_THAT(deployer_->invoke_everywhere("leaving.service"), Each(R"({"version":1})"));
  EXPECT_EQ(upload("leaving.py", "x = 1\n", removal("leaving.py", "ci")).status, 403);
  const auto gone = go(removal("leaving.py", "ci"));
  EXPECT_EQ(gone.status, 200) << gone.body;
  EXPECT_THAT(deployer_->invoke("leaving.service"), testing::Not(HasSubstr("version")));
  EXPECT_EQ(upload("leaving.py", file, of_file).status, 403);
}

// Whoever can write to the database puts other bytes, or an older version, in force: no server runs them.
TEST_F(DeploySigned, WhatIsPutIntoTheDatabaseIsNotBelieved) {
  const auto first = simple_service("signed.service", 1), second = simple_service("signed.service", 2);
  ASSERT_EQ(upload("signed.py", first, signature_of("signed.py", first, "ci")).status, 200);
  ASSERT_EQ(upload("signed.py", second, signature_of("signed.py", second, "ci")).status, 200);
  cluster_.stop();
  const auto sql =
      "UPDATE deployment SET digest = (SELECT digest FROM deploy_version WHERE number = 1), signature = (SELECT "
      "signature FROM "
      "deploy_version WHERE number = 1), version = version + 1";
  ASSERT_EQ(
      run({.program = "/usr/bin/python3",
           .arguments = {"-c",
                         "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
                         (cluster_.root() / "zato.db").string(), sql}},
          20s)
          .exit_code,
      0);
  static_cast<void>(cluster_.script("zato-qs-start.sh"));
  wait_until("the servers answer", 20s, [&] {
    return get(cluster_.server(1), "/livez").status == 200 && get(cluster_.server(2), "/livez").status == 200;
  });
  for (int server = 1; server <= 2; ++server) {
    EXPECT_EQ(get(cluster_.server(server), "/readyz").status, 503);
    EXPECT_THAT(get(cluster_.server(server), "/readyz?verbose").body, HasSubstr("signed before"));
    EXPECT_THAT(deployer_->invoke("signed.service", server), testing::Not(HasSubstr("version\":1")));
  }
}

}  // namespace
}  // namespace zato::test
