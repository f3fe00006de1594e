// Hot deployment on three servers: what is deployed is served by all of them at once, what is bad by none, whatever is
// killed meanwhile. Promises P32 and P46.
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/text.hpp"
#include "integration/deploy/three_servers.hpp"
#include "integration/profile.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

using Deploy = ThreeServers;

TEST_F(Deploy, APythonFileIsServedByAllServersOnceItIsDeployed) {
  for (int version = 1; version <= 3; ++version) {
    const auto answer = deployer_->deploy("simple.py", simple_service("simple.python", version), version);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body["is_everywhere"], true) << answer.body;
    EXPECT_EQ(answer.body["services"], json{"simple.python"});
    EXPECT_THAT(deployer_->invoke_everywhere("simple.python"), Each(json{{"version", version}}.dump()));
  }
  const auto status = deployer_->call("zato.deployment.status").body;
  EXPECT_EQ(status["state"], "deployed");
  ASSERT_EQ(status["servers"].size(), static_cast<std::size_t>(kServers));
  for (const auto& server : status["servers"]) EXPECT_EQ(server["workers"][0]["state"], "deployed") << server;
}

TEST_F(Deploy, AModuleInCppIsReplacedByItsNextVersion) {
  for (int version = 1; version <= 3; ++version) {
    must(deployer_->deploy("versioned.so", versioned_module(version)));
    EXPECT_THAT(deployer_->invoke_everywhere("deploy.versioned"),
                Each(HasSubstr("version-00000" + std::to_string(version))));
  }
}

TEST_F(Deploy, AnEarlierVersionComesBackAndARemovedFileGoes) {
  for (int version = 1; version <= 3; ++version)
    must(deployer_->deploy("back.py", simple_service("back.service", version)));
  const auto versions = deployer_->call("zato.deployment.get-versions", {{"name", "back.py"}}).body;
  ASSERT_EQ(versions.size(), 3U) << versions;
  EXPECT_EQ(versions[0]["number"], 3);
  must(deployer_->call("zato.deployment.rollback", {{"name", "back.py"}, {"number", 1}}));
  EXPECT_THAT(deployer_->invoke_everywhere("back.service"), Each(R"({"version":1})"));
  const auto source = deployer_->call("zato.deployment.download", {{"name", "back.py"}, {"number", 2}}).body;
  EXPECT_EQ(base::base64_decode(source["payload"].get<std::string>()), simple_service("back.service", 2));
  const auto info = deployer_->call("zato.service.get-source-info", {{"name", "back.service"}}).body;
  EXPECT_EQ(base::base64_decode(info["source"].get<std::string>()), simple_service("back.service", 1));
  must(deployer_->call("zato.deployment.delete", {{"name", "back.py"}}));
  for (const auto& answer : deployer_->invoke_everywhere("back.service"))
    EXPECT_THAT(answer, Not(HasSubstr("version")));
  EXPECT_EQ(deployer_->call("zato.deployment.delete", {{"name", "back.py"}}).status, 404);
}

TEST_F(Deploy, OldVersionsAreForgottenOnDemandAndCannotBeRolledBackTo) {
  for (int version = 1; version <= 3; ++version)
    must(deployer_->deploy("forgetful.py", simple_service("forgetful.service", version)));
  must(deployer_->call("zato.deployment.rollback", {{"name", "forgetful.py"}, {"number", 1}}));
  const auto done = cluster_->zato({"deployment", "forget", "--keep", "1", "--path", cluster_->root()});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("forgotten"));
  const auto versions = deployer_->call("zato.deployment.get-versions", {{"name", "forgetful.py"}}).body;
  ASSERT_EQ(versions.size(), 3U) << versions;
  for (const auto& version : versions) EXPECT_EQ(version["is_forgotten"], version["number"] == 2) << version;
  for (const char* service : {"zato.deployment.rollback", "zato.deployment.download"}) {
    const auto refused = deployer_->call(service, {{"name", "forgetful.py"}, {"number", 2}});
    EXPECT_EQ(refused.status, 404) << service << refused.body;
    EXPECT_THAT(refused.body.dump(), HasSubstr("version 2 of `forgetful.py` has been forgotten")) << service;
  }
  const auto server2 = cluster_->component("server2");
  ASSERT_EQ(cluster_->zato({"stop", server2}).exit_code, 0);
  ASSERT_EQ(cluster_->zato({"start", server2}).exit_code, 0);
  EXPECT_THAT(deployer_->invoke_everywhere("forgetful.service"), Each(R"({"version":1})"));
  must(deployer_->deploy("forgetful.py", simple_service("forgetful.service", 2)));
  EXPECT_THAT(deployer_->invoke_everywhere("forgetful.service"), Each(R"({"version":2})"));
  EXPECT_EQ(deployer_->call("zato.deployment.forget", {{"keep", 0}}).status, 400);
}

TEST_F(Deploy, OfTwoFilesWithOneServiceTheLaterOneIsServedUntilItGoes) {
  must(deployer_->deploy("one.py", simple_service("shared.service", 1)));
  must(deployer_->deploy("two.py", simple_service("shared.service", 2)));
  EXPECT_THAT(deployer_->invoke_everywhere("shared.service"), Each(R"({"version":2})"));
  must(deployer_->call("zato.deployment.delete", {{"name", "two.py"}}));
  EXPECT_THAT(deployer_->invoke_everywhere("shared.service"), Each(R"({"version":1})"));
}

TEST_F(Deploy, DeploymentsFromSeveralServersFollowEachOther) {
  std::vector<std::jthread> threads;
  std::atomic<int> deployed{0};
  for (int n = 0; n < 6; ++n) {
    threads.emplace_back([&, n] {
      deployed += deployer_
                      ->deploy("many" + std::to_string(n) + ".py", simple_service("many.s" + std::to_string(n), n),
                               1 + n % kServers)
                      .status == 200;
    });
  }
  threads.clear();
  EXPECT_EQ(deployed, 6);
  for (int n = 0; n < 6; ++n)
    EXPECT_THAT(deployer_->invoke_everywhere("many.s" + std::to_string(n)), Each(json{{"version", n}}.dump()));
}

TEST_F(Deploy, ZatosServiceForHotDeploymentDoesTheSame) {
  const auto answer = deployer_->call("zato.hot-deploy.create", {{"payload_name", "hot.py"}, {"payload", base::base64_encode(simple_service("hot.service", 4))}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body["services_deployed"], json{"hot.service"});
  EXPECT_THAT(deployer_->invoke_everywhere("hot.service"), Each(R"({"version":4})"));
}

// Requests all the time, at each server. One that was sent after "deployed" must not meet what was before, and none may
// meet two versions.
TEST_F(Deploy, UnderLoadNoRequestFailsMeetsOldCodeOrTwoVersions) {
  must(deployer_->deploy(versioned_files(1)));
  must(deployer_->deploy("versioned.so", versioned_module(1)));
  channel("versions.report");
  channel("deploy.versioned");
  wait_until("the channels are there", 10s, [] {
    for (int server = 1; server <= kServers; ++server)
      if (get(cluster_->server(server), "/versions.report").status != 200 ||
          get(cluster_->server(server), "/deploy.versioned").status != 200)
        return false;
    return true;
  });
  std::atomic<int> deployed{1};
  std::atomic<bool> stopping{false};
  std::atomic<std::int64_t> answered{0};
  std::mutex mutex;
  std::vector<std::string> wrong;
  const auto complain = [&](const std::string& what) {
    const std::lock_guard lock(mutex);
    if (wrong.size() < 20) wrong.push_back(what);
  };
  const auto client = [&](int server, bool python) {
    while (!stopping) {
      const int at_least = deployed;
      try {
        const auto response = get(cluster_->server(server), python ? "/versions.report" : "/deploy.versioned");
        if (response.status != 200) {
          complain("status " + std::to_string(response.status) + " " + response.body);
          continue;
        }
        std::vector<int> seen;
        if (python)
          seen = json::parse(response.body).at("versions").get<std::vector<int>>();
        else
          seen = {std::stoi(response.body.substr(response.body.find("version-") + 8, 6))};
        for (const int one : seen) {
          if (one != seen.front()) complain("two versions in one request: " + response.body);
          if (one < at_least)
            complain("version " + std::to_string(one) + " after " + std::to_string(at_least) +
                     " was deployed, by server " + std::to_string(server));
        }
        ++answered;
      } catch (const HttpError& error) {
        complain(error.what());
      }
    }
  };
  std::vector<std::jthread> clients;
  for (int server = 1; server <= kServers; ++server) {
    clients.emplace_back(client, server, true);
    clients.emplace_back(client, server, false);
  }
  const int rounds = by_profile(12, 200);
  for (int version = 2; version <= rounds + 1; ++version) {
    auto files = versioned_files(version);
    files.emplace_back("versioned.so", versioned_module(version));
    const auto answer = deployer_->deploy(files, 1 + version % kServers);
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_EQ(answer.body["is_everywhere"], true) << answer.body;
    deployed = version;
  }
  stopping = true;
  clients.clear();
  EXPECT_TRUE(wrong.empty()) << testing::PrintToString(wrong);
  EXPECT_GT(answered, rounds * 10);
  RecordProperty("answered", std::to_string(answered));
}

TEST_F(Deploy, AServerThatWasDownHasTheNewestBeforeItIsReady) {
  must(deployer_->deploy("late.py", simple_service("late.service", 1)));
  const auto server3 = cluster_->component("server3");
  ASSERT_EQ(cluster_->zato({"stop", server3}).exit_code, 0);
  must(deployer_->deploy("late.py", simple_service("late.service", 2)));
  must(deployer_->deploy("new.py", simple_service("new.service", 1)));
  ASSERT_EQ(cluster_->zato({"start", server3}).exit_code, 0);
  EXPECT_EQ(get(cluster_->server(3), "/readyz").status, 200);
  EXPECT_EQ(deployer_->invoke("late.service", 3), R"({"version":2})");
  EXPECT_EQ(deployer_->invoke("new.service", 3), R"({"version":1})");
}

TEST_F(Deploy, WhatLiesInThePickupDirectoryIsDeployedWholeAndOnlyFromWhoMay) {
  const auto pickup = cluster_->component("server2") / "pickup/incoming/services";
  const auto is_served = [](const std::string& service, int version) {
    return deployer_->invoke_everywhere(service) ==
           std::vector<std::string>(kServers, json{{"version", version}}.dump());
  };
  {
    std::ofstream half(pickup / "picked.py");
    const auto text = simple_service("picked.service", 1);
    half << text.substr(0, text.size() / 2) << std::flush;
    write_text(pickup / "beside.py", simple_service("beside.service", 1));
    wait_until("the file beside it is served", 20s, [&] { return is_served("beside.service", 1); });
    EXPECT_THAT(deployer_->invoke("picked.service"), Not(HasSubstr("version")));
    half << text.substr(text.size() / 2);
  }
  wait_until("the file is served", 20s, [&] { return is_served("picked.service", 1); });
  write_text(pickup / "moved.tmp", simple_service("moved.service", 1));
  std::filesystem::rename(pickup / "moved.tmp", pickup / "moved.py");
  wait_until("the moved file is served", 20s, [&] { return is_served("moved.service", 1); });
  EXPECT_THAT(cluster_->server_log(2), Not(HasSubstr("picked.py in the pickup directory cannot be deployed")));

  write_text(pickup / ".hidden", simple_service("open.service", 1));
  std::filesystem::permissions(pickup / ".hidden", std::filesystem::perms(0666));
  std::filesystem::rename(pickup / ".hidden", pickup / "open.py");
  std::filesystem::create_symlink(pickup / "moved.py", pickup / "link.py");
  write_text(pickup / "bad.py", "raise ValueError('planted')\n");
  wait_until("the log tells why", 20s, [] {
    const auto log = cluster_->server_log(2);
    return log.find("open.py in the pickup directory is ignored: others may write to it") != log.npos &&
           log.find("planted") != log.npos;
  });
  EXPECT_THAT(cluster_->server_log(2), HasSubstr("ALARM"));
  EXPECT_THAT(deployer_->invoke("open.service"), Not(HasSubstr("version")));

  // What lies there from earlier brings nothing old back.
  must(deployer_->deploy("picked.py", simple_service("picked.service", 2)));
  const auto server2 = cluster_->component("server2");
  ASSERT_EQ(cluster_->zato({"stop", server2}).exit_code, 0);
  write_text(pickup / "while_down.py", simple_service("while-down.service", 1));
  ASSERT_EQ(cluster_->zato({"start", server2}).exit_code, 0);
  wait_until("what came meanwhile is served", 20s, [&] { return is_served("while-down.service", 1); });
  EXPECT_TRUE(is_served("picked.service", 2));
}

// Kilobytes that the process has to itself.
long private_memory_of(pid_t pid) {
  std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
  long total = 0;
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Private_")) total += std::stol(line.substr(line.find(':') + 1));
  }
  return total;
}

TEST_F(Deploy, ArchivesAreDeployedAsTheFilesInThemByEveryWayIn) {
  TempDir directory;
  const auto zip = [&](const std::string& name, int version, const std::string& entry = "zipped/in_archive.py") {
    write_text(directory / "source.py", simple_service("archive.service", version));
    const auto made = run({.program = "/usr/bin/python3",
                           .arguments = {"-c",
                                         "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED); "
                                         "z.write(sys.argv[2], sys.argv[3]); z.writestr('README.md', 'text'); z.close()",
                                         directory / name, directory / "source.py", entry}},
                          20s);
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return (directory / name).string();
  };
  const auto by_hand = cluster_->zato({"hot-deploy", zip("one.zip", 1), "--path", cluster_->root()});
  EXPECT_EQ(by_hand.exit_code, 0) << by_hand.out << by_hand.err;
  EXPECT_THAT(deployer_->invoke_everywhere("archive.service"), Each(R"({"version":1})"));
  must(deployer_->deploy("two.zip", read_text(zip("two.zip", 2))));
  EXPECT_THAT(deployer_->invoke_everywhere("archive.service"), Each(R"({"version":2})"));
  EXPECT_EQ(deployer_->call("zato.deployment.get-versions", {{"name", "zipped/in_archive.py"}}).body.size(), 2U);
  std::filesystem::copy(zip("three.zip", 3), cluster_->component("server1") / "pickup/incoming/services");
  wait_until("what was picked up is served", 20s, [] {
    return deployer_->invoke_everywhere("archive.service") == std::vector<std::string>(kServers, R"({"version":3})");
  });
  EXPECT_THAT(refusal("evil.zip", read_text(zip("evil.zip", 4, "../in_archive.py"))), HasSubstr("leads elsewhere"));
  EXPECT_THAT(refusal("rubbish.zip", "rubbish"), HasSubstr("cannot be read"));
  EXPECT_THAT(deployer_->invoke_everywhere("archive.service"), Each(R"({"version":3})"));
}

TEST_F(Deploy, WorkersDoNotGrowWithTheNumberOfDeployments) {
  const auto workers = [] {
    std::vector<long> sizes;
    for (int server = 1; server <= kServers; ++server)
      sizes.push_back(private_memory_of(cluster_->workers(server).front()));
    return sizes;
  };
  // What requests hold that are under way is no growth: they give it back in the lull after them (config_poll_interval, 2 s).
  const auto at_rest = [&] {
    auto sizes = workers();
    auto since = std::chrono::steady_clock::now();
    wait_until("the memory of workers has not changed for 5 s", 60s, [&] {
      const auto now = workers();
      if (now != sizes) since = std::chrono::steady_clock::now();
      sizes = now;
      return std::chrono::steady_clock::now() - since >= 5s;
    });
    return sizes;
  };
  int version = 1;
  const auto deploy = [&](int times) {
    for (int i = 0; i < times; ++i, ++version) {
      auto files = versioned_files(version);
      files.emplace_back("versioned.so", versioned_module(version));
      must(deployer_->deploy(files, 1 + version % kServers));
    }
  };
  deploy(20);
  const auto before = at_rest();
  deploy(by_profile(40, 10'000));
  const auto busy = workers();
  const auto after = at_rest();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto told = "server " + std::to_string(i + 1) + ": from " + std::to_string(before[i]) + " KB to " +
                      std::to_string(after[i]) + " KB, " + std::to_string(busy[i]) + " KB in the midst of it";
    EXPECT_LE(after[i], before[i] + before[i] / 10) << told;
    std::cout << told << "\n";
  }
}

TEST_F(Deploy, TheCommandLineWaitsForAllServersAndSaysWhatHappened) {
  TempDir directory;
  for (const auto& [name, bytes] : versioned_files(5)) write_text(directory / name, bytes);
  const auto done = cluster_->zato({"hot-deploy", directory.path(), cluster_->root()});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("server1"), HasSubstr("server3"), HasSubstr("deployed"), HasSubstr("4 files")));
  EXPECT_THAT(deployer_->invoke_everywhere("versions.report"), Each(R"({"versions":[5,5,5,5,5,5]})"));
  write_text(directory / "versions.py", "import nothing_of_that_name\n");
  const auto refused = cluster_->zato({"hot-deploy", directory / "versions.py", "--path", cluster_->root()});
  EXPECT_EQ(refused.exit_code, 21) << refused.out << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("No module named"));
  for (const auto& command : std::vector<std::vector<std::string>>{{"deployment", "list"},
                                                                   {"deployment", "runs"},
                                                                   {"deployment", "status"},
                                                                   {"deployment", "versions", "versions.py"}}) {
    auto words = command;
    words.insert(words.end(), {"--path", cluster_->root()});
    const auto listed = cluster_->zato(words);
    EXPECT_EQ(listed.exit_code, 0) << command[1] << listed.err;
    EXPECT_FALSE(listed.out.empty());
  }
  const auto source = cluster_->zato({"deployment", "download", "common_part.py", "--path", cluster_->root()});
  EXPECT_EQ(source.out, "VERSION = 5\n");
}

}  // namespace
}  // namespace zato::test
