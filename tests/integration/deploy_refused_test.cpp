// Deployments that are refused: with the reason, on all servers, and with nothing left of them. Promise P46.
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "integration/deploy/three_servers.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

using DeployRefused = ThreeServers;

TEST_F(DeployRefused, ABadFileIsRefusedWithTheReasonAndTheOldOneStays) {
  must(deployer_->deploy("good.py", simple_service("good.service", 1)));
  EXPECT_THAT(refusal("good.py", "class A(:\n  pass\n"),
              AllOf(HasSubstr("good.py"), HasSubstr("line 1"), HasSubstr("SyntaxError")));
  EXPECT_THAT(refusal("good.py", "x = 1\nimport nothing_of_that_name\n"),
              AllOf(HasSubstr("good.py"), HasSubstr("line 2"), HasSubstr("No module named")));
  EXPECT_THAT(refusal("good.py", "import ctypes\nctypes.string_at(0)\n"),
              AllOf(HasSubstr("SIGSEGV"), HasSubstr("good.py"), HasSubstr("line 2")));
  EXPECT_THAT(refusal("good.py", "import os\nos._exit(1)\n"),
              AllOf(HasSubstr("good.py"), HasSubstr("exited with code 1")));
  EXPECT_THAT(refusal("good.py", "import time\ntime.sleep(1000)\n"),
              AllOf(HasSubstr("not imported within"), HasSubstr("line 2")));
  EXPECT_THAT(refusal("good.py", "x = 1\ny = bytearray(1 << 40)\n"), HasSubstr("MemoryError"));
  EXPECT_THAT(refusal("good.py", "from zato.server.service import Service\nclass A(Service):\n  name = 'zato.ping'\n"),
              HasSubstr("the platform's own"));
  EXPECT_THAT(refusal("good.so", "not a module"), AllOf(HasSubstr("good.so"), Not(HasSubstr("packages"))));
  EXPECT_THAT(refusal("good.so", read_text(ZATO_TEST_BAD_MODULES "/bad_stamp.so")),
              HasSubstr("do not fit this server's"));
  EXPECT_THAT(refusal("good.so", read_text(ZATO_TEST_DEPLOY_MODULES "/deploy_crashing.so")),
              AllOf(HasSubstr("SIGABRT"), HasSubstr("good.so")));
  EXPECT_THAT(deployer_->invoke_everywhere("good.service"), Each(R"({"version":1})"));
}

TEST_F(DeployRefused, HostileNamesAreRefused) {
  for (const char* name : {"../a.py", "/a.py", "a//b.py", ".a.py", "a/../b.py", "-a.py", "a b.py", "a\nb.py", "a.txt",
                           "a.py.txt", "", "a\\b.py"}) {
    EXPECT_EQ(deployer_->deploy(name, "x = 1\n").status, 400) << name;
  }
  EXPECT_EQ(deployer_->deploy(std::string(300, 'a') + ".py", "x = 1\n").status, 400);
}

TEST_F(DeployRefused, FilesThatBelongTogetherAreDeployedAllOrNone) {
  must(deployer_->deploy(versioned_files(1)));
  EXPECT_THAT(deployer_->invoke_everywhere("versions.report"), Each(R"({"versions":[1,1,1,1,1,1]})"));
  auto half = versioned_files(2);
  half.emplace_back("broken.py", "raise ValueError('planted')\n");
  const auto answer = deployer_->deploy(half);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body.dump(), HasSubstr("planted"));
  EXPECT_THAT(deployer_->invoke_everywhere("versions.report"), Each(R"({"versions":[1,1,1,1,1,1]})"));
}

TEST_F(DeployRefused, WhatImportsAChangedFileIsLoadedAnewAndRefusesWhatBreaksIt) {
  must(deployer_->deploy(versioned_files(1)));
  must(deployer_->deploy("common_part.py", "VERSION = 7\n"));
  EXPECT_THAT(deployer_->invoke_everywhere("versions.report"), Each(R"({"versions":[1,7,1,1,1,1]})"));
  must(deployer_->deploy({{"needed.py", "def helper(): return 1\n"},
                          {"needing.py", "from needed import helper\n" + simple_service("needing.service", 1)}}));
  const auto answer = deployer_->deploy("needed.py", "def renamed(): return 1\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body.dump(), AllOf(HasSubstr("needing.py"), HasSubstr("cannot import name")));
  EXPECT_EQ(deployer_->call("zato.deployment.delete", {{"name", "needed.py"}}).status, 400);
  EXPECT_THAT(deployer_->invoke_everywhere("needing.service"), Each(R"({"version":1})"));
}

TEST_F(DeployRefused, AVersionThatWasAlteredInTheOdbIsRefusedAndOneFromBeforePackingIsNot) {
  const auto source = [](int version) { return simple_service("kept.service", version) + std::string(3000, '#') + "\n"; };
  must(deployer_->deploy("kept.py", source(1)));
  must(deployer_->deploy("kept.py", source(2)));
  const std::string of_first = " WHERE digest = (SELECT digest FROM deploy_version WHERE name = 'kept.py' AND number = 1)";
  EXPECT_THAT(sql("SELECT content FROM deploy_package" + of_first), testing::StartsWith("zstd:"));
  sql("UPDATE deploy_package SET content = substr(content, 1, length(content) - 8)" + of_first);
  const json back{{"name", "kept.py"}, {"number", 1}};
  for (const char* service : {"zato.deployment.rollback", "zato.deployment.download"}) {
    const auto refused = deployer_->call(service, back);
    EXPECT_NE(refused.status, 200) << service;
    EXPECT_THAT(refused.body.dump(), HasSubstr("was altered in the ODB")) << service;
  }
  EXPECT_THAT(deployer_->invoke_everywhere("kept.service"), Each(R"({"version":2})"));
  sql("UPDATE deploy_package SET content = '" + base::base64_encode(source(1)) + "'" + of_first);
  must(deployer_->call("zato.deployment.rollback", back));
  EXPECT_THAT(deployer_->invoke_everywhere("kept.service"), Each(R"({"version":1})"));
}

TEST_F(DeployRefused, OfWhatIsRefusedNothingStaysInTheOdb) {
  const auto before = sql("SELECT count(*) FROM deploy_package");
  refusal("refused.py", "raise ValueError('planted')\n");
  refusal("refused.so", "not a module");
  EXPECT_EQ(sql("SELECT count(*) FROM deploy_package"), before);
}

TEST_F(DeployRefused, NothingIsPutInForceThatNotAllWorkersHaveLoaded) {
  // The trial is the first that comes by; workers do not get on before the test says so.
  const TempDir directory;
  const auto tried = (directory.path() / "tried").string(), go = (directory.path() / "go").string();
  const auto file = "import os, time\ntry:\n    os.close(os.open('" + tried + "', os.O_CREAT | os.O_EXCL))\nexcept FileExistsError:\n" +
                    "    while not os.path.exists('" + go + "'):\n        time.sleep(0.01)\n" + simple_service("slow.service", 1);
  std::jthread slow([&] { must(deployer_->deploy("slow.py", file, 2)); });
  json status;
  wait_until("the servers load it", 20s, [&] {
    status = deployer_->call("zato.deployment.status").body;
    return status["state"] == "loading" && status["files"] == json{"slow.py"};
  });
  const auto early = deployer_->call("zato.deployment.activate", {{"deployment", status["deployment"]}});
  EXPECT_NE(early.status, 200);
  EXPECT_THAT(early.body.dump(), HasSubstr("not all workers have reported"));
  EXPECT_THAT(deployer_->invoke("slow.service"), Not(HasSubstr("version")));
  std::ofstream(go).close();
  slow.join();
  EXPECT_THAT(deployer_->invoke_everywhere("slow.service"), Each(R"({"version":1})"));
  EXPECT_NE(deployer_->call("zato.deployment.activate", {{"deployment", status["deployment"]}}).status, 200);
}

}  // namespace
}  // namespace zato::test
