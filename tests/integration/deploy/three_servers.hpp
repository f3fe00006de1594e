// Three servers that things are deployed to, for the tests of one program.
#pragma once

#include <gmock/gmock.h>

#include "integration/deploy/deployer.hpp"
#include "support/proc.hpp"
#include "support/wait.hpp"

namespace zato::test {

class ThreeServers : public testing::Test {
 protected:
  static constexpr int kServers = 3;

  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = kServers, .environment = {{"ZATO_HOT_DEPLOY__IMPORT_TIMEOUT", "5"}}});
    deployer_ = new Deployer(*cluster_);
  }
  static void TearDownTestSuite() {
    delete deployer_;
    delete cluster_;
    deployer_ = nullptr;
    cluster_ = nullptr;
  }

  static void must(const AdminApi::Answer& answer) { ASSERT_EQ(answer.status, 200) << answer.body; }
  static std::string refusal(const std::string& name, const std::string& bytes) {
    const auto answer = deployer_->deploy(name, bytes);
    EXPECT_EQ(answer.status, 400) << name << answer.body;
    return answer.body.dump();
  }
  // What a statement of SQL, done in the ODB past everybody, gives first.
  static std::string sql(const std::string& statement) {
    const auto done = run({.program = "/usr/bin/python3",
                           .arguments = {"-c",
                                         "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20); "
                                         "print(*c.execute(sys.argv[2]).fetchone() or ''); c.commit()",
                                         (cluster_->root() / "zato.db").string(), statement}},
                          30s);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return done.out;
  }
  static void channel(const std::string& service) {
    must(deployer_->call("zato.http-soap.create", {{"name", service},
                                                   {"connection", "channel"},
                                                   {"transport", "plain_http"},
                                                   {"url_path", "/" + service},
                                                   {"service", service},
                                                   {"data_format", "json"}}));
  }

  static inline Cluster* cluster_ = nullptr;
  static inline Deployer* deployer_ = nullptr;
};

}  // namespace zato::test
