#include "support/process.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include "support/ports.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Command shell(const std::string& script) { return {.program = "/bin/sh", .arguments = {"-c", script}}; }

TEST(Process, ReportsExitCodeAndBothStreams) {
  Command command = shell("read line; echo \"out $line $EXTRA\"; echo err >&2; exit 7");
  command.input = "typed\n";
  command.environment = {{"EXTRA", "set"}};
  const Finished finished = run(command);
  EXPECT_EQ(finished.exit_code, 7);
  EXPECT_EQ(finished.out, "out typed set\n");
  EXPECT_EQ(finished.err, "err\n");
}

TEST(Process, NamesTheSignalThatEndedIt) { EXPECT_EQ(run(shell("kill -9 $$")).exit_code, 128 + SIGKILL); }

TEST(Process, FailsWhenTheProgramDoesNotExist) {
  EXPECT_THROW(Process({.program = "/no/such/program"}), std::runtime_error);
}

TEST(Process, DestructorKillsTheWholeGroup) {
  pid_t child = 0;
  {
    Process process(shell("sleep 1000 & echo started; wait"));
    wait_until("child runs", 5s, [&] { return process.out() == "started\n" && !children_of(process.pid()).empty(); });
    child = children_of(process.pid()).front();
    EXPECT_TRUE(alive(child));
  }
  EXPECT_TRUE(eventually(5s, [&] { return !alive(child); }));
}

TEST(Process, DaemonsAreFoundByTheirTagAndKilled) {
  // setsid leaves the process group, as a daemon does; it has done so when the shell ends.
  const Finished finished = run(shell("(setsid sh -c 'sleep 1000 >/dev/null 2>&1 &'; true)"));
  EXPECT_EQ(finished.exit_code, 0);
  wait_until("the daemon is seen", 5s, [] { return !tagged_processes().empty(); });
  kill_tagged_processes();
  EXPECT_TRUE(tagged_processes().empty());
}

TEST(Process, ThoseWithoutATagAreFoundByTheirDirectory) {
  const TempDir directory;
  Command command = shell("env -i setsid sh -c 'sleep 1000 >/dev/null 2>&1 &'; true");
  command.directory = directory.path();
  EXPECT_EQ(run(command).exit_code, 0);
  wait_until("it is seen", 5s, [] { return !tagged_processes().empty(); });
  kill_tagged_processes();
  EXPECT_TRUE(tagged_processes().empty());
}

TEST(Wait, TellsWhatDidNotHappen) {
  try {
    wait_until(
        "pigs fly", 20ms, [] { return false; }, [] { return std::string("still on the ground"); });
    FAIL() << "no exception";
  } catch (const WaitTimeout& error) {
    EXPECT_THAT(error.what(), HasSubstr("pigs fly: not within"));
    EXPECT_THAT(error.what(), HasSubstr("still on the ground"));
  }
}

TEST(Port, IsNeverHandedOutTwice) {
  std::vector<Port> held;
  std::vector<int> numbers;
  for (int i = 0; i < 50; ++i) {
    held.emplace_back();
    EXPECT_THAT(numbers, Not(Contains(held.back().number())));
    numbers.push_back(held.back());
  }
}

TEST(Port, ConsecutiveOnesFollowEachOther) {
  const auto ports = consecutive_ports(3);
  EXPECT_EQ(ports[1], ports[0] + 1);
  EXPECT_EQ(ports[2], ports[0] + 2);
}

TEST(TempDir, IsGoneAfterwards) {
  std::filesystem::path path;
  {
    TempDir directory;
    path = directory.path();
    write_text(directory / "server.log", "a line\n");
    EXPECT_THAT(log_tails(path), HasSubstr("a line"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(RedisServer, KeepsAcknowledgedWritesOverAKill) {
  RedisServer redis("secret-password");
  EXPECT_EQ(redis.command({"SET", "key", "value"}), "OK");
  redis.kill();
  redis.start();
  EXPECT_EQ(redis.command({"GET", "key"}), "value");
}

}  // namespace
}  // namespace zato::test
