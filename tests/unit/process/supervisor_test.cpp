// The supervisor with real children: tests/support/process_child.cpp is both.
#include <gmock/gmock.h>
#include <signal.h>

#include <set>
#include <sstream>

#include "process/component.hpp"
#include "process/exit_codes.hpp"
#include "process/notify.hpp"
#include "support/proc.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::process {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using namespace zato::test;

struct Started {
  std::string name;
  pid_t pid = 0;
  int generation = 0;
};

class SupervisorTest : public testing::Test {
 protected:
  ~SupervisorTest() override { kill_tagged_processes(); }

  Process parent(std::map<std::string, std::string> environment = {}) {
    return Process({.program = program("process_child"),
                    .arguments = {"parent", dir_.path()},
                    .environment = std::move(environment),
                    .output = dir_ / "parent.out"});
  }
  Process ready_parent(std::map<std::string, std::string> environment = {}) {
    Process process = parent(std::move(environment));
    wait_until("parent is ready", 10s, [&] { return !read_text(dir_ / "ready").empty(); });
    return process;
  }

  std::vector<Started> started() const {
    std::istringstream lines(read_text(dir_ / "started"));
    std::vector<Started> result;
    for (Started s; lines >> s.name >> s.pid >> s.generation;) result.push_back(s);
    return result;
  }
  int starts(const std::string& name) const {
    return static_cast<int>(std::ranges::count_if(started(), [&](const Started& s) { return s.name == name; }));
  }
  // The process that was started last under this name.
  pid_t pid_of(const std::string& name) const {
    pid_t pid = 0;
    for (const auto& s : started()) {
      if (s.name == name) pid = s.pid;
    }
    return pid;
  }
  // Two that start at the same moment may write their lines in either order, so the last line is not always the survivor's.
  bool lives(const std::string& name) const {
    return std::ranges::any_of(started(), [&](const Started& s) { return s.name == name && alive(s.pid); });
  }
  std::set<pid_t> living() const {
    std::set<pid_t> result;
    for (const auto& s : started()) {
      if (alive(s.pid)) result.insert(s.pid);
    }
    return result;
  }
  void behave(const std::string& role, const std::string& how) const { write_text(dir_ / role, how); }
  std::string log() const { return read_text(dir_ / "parent.log"); }
  std::string signals() const { return read_text(dir_ / "signals"); }

  const TempDir dir_;
};

TEST_F(SupervisorTest, StartsAllChildrenAndStopsThemGracefully) {
  Process parent = ready_parent({{"WORKERS", "3"}});
  EXPECT_EQ(living().size(), 4u);
  EXPECT_EQ(running_pid(dir_.path()), parent.pid());
  EXPECT_EQ(parent.stop(), 0);
  EXPECT_TRUE(living().empty());
  EXPECT_THAT(signals(), HasSubstr("worker-3 SIGTERM"));
  EXPECT_THAT(signals(), HasSubstr("keeper-1 SIGTERM"));
  EXPECT_EQ(running_pid(dir_.path()), std::nullopt);
}

TEST_F(SupervisorTest, TellsWhoeverStartedItThatItIsReady) {
  auto listener = ReadyListener::create().value();
  Process parent = this->parent({{"NOTIFY_SOCKET", listener.env_value()}});
  EXPECT_EQ(listener.wait(parent.pid(), Clock::now() + 10s).result, ReadyListener::Result::kReady);
  EXPECT_FALSE(read_text(dir_ / "ready").empty());
}

TEST_F(SupervisorTest, DoesNotMistakeItsStartForAStandstill) {
  Process parent = ready_parent({{"WATCHDOG_USEC", "200000"}});
  EXPECT_EQ(parent.stop(), 0);
  EXPECT_THAT(log(), Not(HasSubstr("stood still")));
}

TEST_F(SupervisorTest, ReplacesAKilledChildWithin200Milliseconds) {
  const Process parent = ready_parent();
  // One that dies younger than that waits for the rest of it, lest starts follow each other faster than five a second.
  ASSERT_TRUE(holds_for(200ms, [&] { return living().size() == 3; }));
  const auto begin = Clock::now();
  ::kill(pid_of("worker-1"), SIGKILL);
  wait_until("worker-1 is back", 5s, [&] { return starts("worker-1") == 2; });
  EXPECT_LT(Clock::now() - begin, 200ms * slowness());
  EXPECT_THAT(log(), HasSubstr("was killed by SIGKILL (perhaps out of memory)"));
  EXPECT_EQ(starts("worker-2"), 1);
  EXPECT_EQ(starts("keeper-1"), 1);
}

TEST_F(SupervisorTest, ReplacesAStoppedChildAndLogsItsStack) {
  const Process parent = ready_parent({{"HEARTBEAT_MS", "1000"}});
  const pid_t victim = pid_of("worker-2");
  wait_until("worker-2 has told that it is ready, and serves", 5s, [&] { return process_state(victim) == 'S'; });
  const auto begin = Clock::now();
  ::kill(victim, SIGSTOP);
  wait_until("worker-2 is back", 10s * slowness(), [&] { return starts("worker-2") == 2; });
  EXPECT_LT(Clock::now() - begin, 2s * slowness());
  EXPECT_FALSE(alive(victim));
  EXPECT_THAT(log(), HasSubstr("hangs: no heartbeat for 1."));
  EXPECT_THAT(log(), HasSubstr("it was stopped by a signal (T)"));
  wait_until("its stack is in the log", 5s,
             [&] { return log().find("serve(zato::process::ChildLink&") != std::string::npos; });
}

TEST_F(SupervisorTest, BacksOffInACrashLoopAndLeavesSiblingsAlone) {
  Process parent = ready_parent();
  behave("worker", "die when ready");
  ::kill(pid_of("worker-1"), SIGKILL);
  wait_until("four restarts", 20s, [&] { return starts("worker-1") >= 5; });
  EXPECT_THAT(log(), HasSubstr("worker-1 starts again in 0.2 s (2 deaths in a row)"));
  EXPECT_THAT(log(), HasSubstr("worker-1 starts again in 0.4 s (3 deaths in a row)"));
  EXPECT_EQ(starts("worker-2"), 1);
  EXPECT_EQ(starts("keeper-1"), 1);
  behave("worker", "serve");
  const int before = starts("worker-1");
  parent.signal(SIGHUP);  // the operator has mended it and does not wait for the pause to end
  wait_until("worker-1 serves", 5s, [&] { return starts("worker-1") > before && lives("worker-1"); });
  EXPECT_EQ(parent.stop(), 0);
}

TEST_F(SupervisorTest, GivesUpWhenTheFirstStartReportsAWrongConfiguration) {
  behave("worker", "boot error");
  Process parent = this->parent();
  EXPECT_EQ(parent.wait(), kExitBootError);
  EXPECT_EQ(read_text(dir_ / "parent.out"), "server.conf:7: no such thing\n");
  EXPECT_TRUE(living().empty());
  EXPECT_LE(starts("worker-1"), 1);
}

TEST_F(SupervisorTest, KeepsTryingAChildThatDiesBeforeItIsReady) {
  behave("keeper", "die at once");
  const Process parent = this->parent();
  wait_until("several starts", 10s, [&] { return starts("keeper-1") >= 4; });
  EXPECT_EQ(read_text(dir_ / "ready"), "");
  behave("keeper", "serve");
  wait_until("ready at last", 10s, [&] { return !read_text(dir_ / "ready").empty(); });
}

TEST_F(SupervisorTest, KillsAChildThatDoesNotBecomeReadyInTime) {
  behave("worker", "never ready");
  const Process parent = this->parent({{"WORKERS", "1"}, {"BOOT_MS", "300"}});
  wait_until("a second worker-1", 10s * slowness(), [&] { return starts("worker-1") >= 2; });
  EXPECT_THAT(log(), HasSubstr("is not ready 0."));
}

TEST_F(SupervisorTest, ReloadReplacesEveryChildOneAfterTheOther) {
  Process parent = ready_parent({{"WORKERS", "3"}});
  const auto before = living();
  parent.signal(SIGHUP);
  wait_until("reloaded", 10s, [&] { return log().find("- reloaded") != std::string::npos; });
  wait_until("the old ones are gone", 5s, [&] { return living().size() == 4; });
  for (const pid_t pid : living()) EXPECT_THAT(before, Not(Contains(pid)));
  EXPECT_THAT(signals(), HasSubstr("worker-1 SIGUSR2\n"));
  EXPECT_THAT(signals(), Not(HasSubstr("SIGTERM")));
  // A worker goes only when its successor is ready, a keeper before its successor comes.
  const std::string text = log();
  const auto at = [&](const std::string& words) { return text.find(words, text.find("- reloading")); };
  EXPECT_LT(at("worker-1 (pid " + std::to_string(pid_of("worker-1")) + ") is ready"),
            at("worker-2 (pid " + std::to_string(pid_of("worker-2")) + ") started"));
  EXPECT_LT(at("worker-3 (pid " + std::to_string(pid_of("worker-3")) + ") is ready"), at("keeper-1 (pid"));
}

TEST_F(SupervisorTest, ReloadWithABrokenConfigurationKeepsTheOldChildren) {
  Process parent = ready_parent();
  const auto before = living();
  behave("worker", "boot error");
  parent.signal(SIGHUP);
  wait_until("reload ended", 10s,
             [&] { return log().find("reload ended: the new worker-1 did not become ready") != std::string::npos; });
  EXPECT_EQ(living(), before);
  EXPECT_EQ(starts("worker-1"), 2);
  EXPECT_EQ(starts("worker-2"), 1);
  EXPECT_THAT(log(), HasSubstr("server.conf:7: no such thing"));
  behave("worker", "serve");
  parent.signal(SIGHUP);
  wait_until("reloaded", 10s, [&] { return log().find("- reloaded") != std::string::npos; });
}

TEST_F(SupervisorTest, ASeatThatLosesBothItsChildrenDuringAReloadIsFilledAgain) {
  Process parent = ready_parent();
  const pid_t old = pid_of("worker-1");
  const int before = starts("worker-1");
  behave("worker", "never ready");
  parent.signal(SIGHUP);
  wait_until("the new one has started", 5s, [&] { return starts("worker-1") > before; });
  const pid_t incoming = pid_of("worker-1");
  behave("worker", "serve");
  ::kill(old, SIGKILL);
  wait_until("the old one is gone", 5s, [&] { return log().find("(pid " + std::to_string(old) + ") was killed") != std::string::npos; });
  ::kill(incoming, SIGKILL);
  wait_until("the seat is filled", 5s, [&] { return starts("worker-1") > before + 1 && lives("worker-1"); });
  EXPECT_EQ(parent.stop(), 0);
}

TEST_F(SupervisorTest, AStormOfSignalsEndsInTheLastOrder) {
  Process parent = ready_parent();
  for (int i = 0; i < 50; ++i) {
    for (const int signal : {SIGHUP, SIGUSR1, SIGTTIN, SIGTTOU, SIGHUP}) parent.signal(signal);
  }
  EXPECT_EQ(parent.stop(), 0);
  EXPECT_TRUE(living().empty());
}

TEST_F(SupervisorTest, AnOrderDuringTheStartIsObeyed) {
  behave("worker", "never ready");
  Process parent = this->parent({{"GRACEFUL_MS", "2000"}});
  wait_until("children are there", 10s, [&] { return living().size() == 3; });
  parent.signal(SIGHUP);
  EXPECT_EQ(parent.stop(), 0);
  EXPECT_TRUE(living().empty());
}

TEST_F(SupervisorTest, AddsAndRemovesWorkersOnOrder) {
  Process parent = ready_parent();
  parent.signal(SIGTTIN);
  wait_until("worker-3 is there", 5s, [&] { return starts("worker-3") == 1; });
  wait_until("worker-3 is ready", 5s, [&] {
    return log().find("worker-3 (pid " + std::to_string(pid_of("worker-3")) + ") is ready") != std::string::npos;
  });
  parent.signal(SIGTTOU);
  wait_until("worker-3 is gone", 5s, [&] { return !alive(pid_of("worker-3")); });
  parent.signal(SIGTTOU);
  wait_until("worker-2 is gone", 5s, [&] { return !alive(pid_of("worker-2")); });
  parent.signal(SIGTTOU);
  wait_until("the last one is kept", 5s, [&] { return log().find("the last worker-1 stays") != std::string::npos; });
  EXPECT_EQ(living().size(), 2u);
}

TEST_F(SupervisorTest, KillsWhoeverDoesNotFinishInTheTimeGiven) {
  behave("worker", "deaf");
  Process parent = ready_parent({{"GRACEFUL_MS", "300"}});
  EXPECT_EQ(parent.stop(), 0);
  EXPECT_TRUE(living().empty());
  EXPECT_THAT(log(), HasSubstr("has not finished its work in the time it was given"));
}

TEST_F(SupervisorTest, AFastStopOvertakesAGracefulOne) {
  behave("worker", "deaf");
  Process parent = ready_parent({{"GRACEFUL_MS", "60000"}, {"FAST_MS", "100"}});
  parent.signal(SIGTERM);
  wait_until("they are told", 5s, [&] { return signals().find("worker-1 SIGTERM") != std::string::npos; });
  parent.signal(SIGINT);
  EXPECT_EQ(parent.wait(10s), 0);
  EXPECT_THAT(signals(), HasSubstr("worker-1 SIGINT"));
  EXPECT_TRUE(living().empty());
}

TEST_F(SupervisorTest, ForwardsTheOrderToReopenLogs) {
  Process parent = ready_parent();
  std::filesystem::rename(dir_ / "parent.log", dir_ / "moved.log");
  parent.signal(SIGUSR1);
  wait_until("children are told", 5s, [&] {
    return signals().find("worker-2 SIGUSR1") != std::string::npos &&
           signals().find("keeper-1 SIGUSR1") != std::string::npos;
  });
  ::kill(pid_of("worker-1"), SIGKILL);
  wait_until("lines go to the new file", 5s, [&] { return log().find("was killed by SIGKILL") != std::string::npos; });
}

TEST_F(SupervisorTest, ForgivesItsChildrenWhatHappenedWhileItWasStoppedItself) {
  Process parent = ready_parent({{"HEARTBEAT_MS", "500"}});
  const auto before = living();
  parent.signal(SIGSTOP);
  for (const pid_t pid : before) ::kill(pid, SIGSTOP);
  EXPECT_TRUE(holds_for(3s, [&] { return living() == before; }));
  parent.signal(SIGCONT);
  for (const pid_t pid : before) ::kill(pid, SIGCONT);
  wait_until("it has noticed", 5s, [&] { return log().find("this process stood still") != std::string::npos; });
  EXPECT_TRUE(holds_for(1s, [&] { return living() == before; }));
}

TEST_F(SupervisorTest, StartsAgainAfterEverythingWasKilled) {
  for (int round = 0; round < 20; ++round) {
    std::filesystem::remove(dir_ / "ready");
    const Process parent = ready_parent();
    parent.signal(SIGKILL);
    for (const pid_t pid : living()) ::kill(pid, SIGKILL);
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// The sanitizers have handlers of their own for crashes, and their own reports.

TEST_F(SupervisorTest, LogsTheStackOfAChildThatCrashes) {
  behave("worker", "crash");
  const Process parent = this->parent({{"WORKERS", "1"}});
  wait_until("its death is in the log", 10s, [&] { return log().find("was killed by SIGSEGV") != std::string::npos; });
  EXPECT_THAT(log(), HasSubstr("stack #0 (anonymous namespace)::write_through_null()"));
}

TEST_F(SupervisorTest, LogsTheStackOfAChildThatAborts) {
  behave("worker", "abort");
  const Process parent = this->parent({{"WORKERS", "1"}});
  wait_until("its death is in the log", 10s, [&] { return log().find("was killed by SIGABRT") != std::string::npos; });
  EXPECT_THAT(log(), HasSubstr("abort (libc.so.6+"));
}

TEST_F(SupervisorTest, AChildThatIsSentACrashSignalDiesOfIt) {
  const Process parent = ready_parent();
  ::kill(pid_of("worker-1"), SIGSEGV);
  wait_until("worker-1 is back", 5s, [&] { return starts("worker-1") == 2; });
  EXPECT_THAT(log(), HasSubstr("was killed by SIGSEGV"));
}

#endif

#ifndef __SANITIZE_THREAD__
// ThreadSanitizer delivers a signal only when the program makes a system call; these children make none any more.

TEST_F(SupervisorTest, NamesTheFunctionThatAChildSpinsIn) {
  behave("worker", "spin");
  const Process parent = this->parent({{"HEARTBEAT_MS", "400"}, {"WORKERS", "1"}});
  wait_until("a second worker-1", 10s * slowness(), [&] { return starts("worker-1") >= 2; });
  EXPECT_THAT(log(), HasSubstr("it is running (R)"));
  wait_until("its stack is in the log", 5s, [&] { return log().find("spin_for_ever()") != std::string::npos; });
}

TEST_F(SupervisorTest, NamesTheFunctionThatAChildIsDeadlockedIn) {
  behave("worker", "deadlock");
  const Process parent = this->parent({{"HEARTBEAT_MS", "400"}, {"WORKERS", "1"}});
  wait_until("a second worker-1", 10s * slowness(), [&] { return starts("worker-1") >= 2; });
  wait_until("its stack is in the log", 5s, [&] { return log().find("lock_twice()") != std::string::npos; });
}

TEST_F(SupervisorTest, ChildrenDieWithTheirParentEvenWhenTheyHang) {
  behave("worker", "deaf");  // ignores the lifeline as well, and spins
  Process parent = ready_parent();
  const auto begin = Clock::now();
  parent.signal(SIGKILL);
  wait_until("all are gone", 10s, [&] { return living().empty(); });
  EXPECT_LT(Clock::now() - begin, 2s * slowness());
  EXPECT_FALSE(is_locked(dir_.path())) << "no child holds the lock of its dead parent";
}

#endif

}  // namespace
}  // namespace zato::process
