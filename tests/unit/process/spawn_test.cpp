#include "process/spawn.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "process/exit_status.hpp"
#include "support/proc.hpp"
#include "support/wait.hpp"

namespace zato::process {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::HasSubstr;

ExitStatus wait_for(pid_t pid) {
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return ExitStatus::from_wait(status);
}

class Spawn : public testing::Test {
 protected:
  Spawn() { fs::create_directories(dir_); }
  ~Spawn() override { fs::remove_all(dir_); }
  // Standard output of a shell line, with `options` on top.
  std::string shell(const std::string& line, SpawnOptions options = {}) {
    options.argv = {"sh", "-c", line};
    options.stdout_file = dir_ / "out";
    EXPECT_TRUE(wait_for(spawn(options).value()).clean());
    return base::read_file(dir_ / "out").value();
  }

  const fs::path dir_ = fs::temp_directory_path() / ("zato-spawn-" + base::random_hex(6));
};

TEST_F(Spawn, AddsToAndRemovesFromTheEnvironment) {
  ::setenv("ZATO_TEST_OLD", "old", 1);
  EXPECT_EQ(shell("echo $ZATO_TEST_OLD $ZATO_TEST_NEW", {.env = {{"ZATO_TEST_NEW", "new"}}}), "old new\n");
  fs::remove(dir_ / "out");
  EXPECT_EQ(shell("echo [$ZATO_TEST_OLD]", {.unset_env = {"ZATO_TEST_OLD"}}), "[]\n");
}

TEST_F(Spawn, RunsInTheGivenDirectoryWithNothingToRead) {
  EXPECT_EQ(shell("pwd; cat", {.cwd = dir_}), fs::canonical(dir_).string() + "\n");
}

TEST_F(Spawn, LeavesOnlyTheChosenDescriptorsOpen) {
  // Deliberately without O_CLOEXEC: even a descriptor that a library leaked does not reach a child.
  const base::UniqueFd leaked(::open("/dev/null", O_RDONLY));
  const base::UniqueFd kept(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto script = "test -e /proc/self/fd/" + std::to_string(kept.get()) + " && test ! -e /proc/self/fd/" +
                      std::to_string(leaked.get());
  EXPECT_EQ(shell(script, {.keep_fds = {kept.get()}}), "");
}

TEST_F(Spawn, GivesTheChildAllSignalsBack) {
  sigset_t set, before;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set, &before);
  const auto old = ::signal(SIGPIPE, SIG_IGN);
  const auto status = shell("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  ::signal(SIGPIPE, old);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_THAT(status, HasSubstr("SigBlk:\t0000000000000000"));
  EXPECT_THAT(status, HasSubstr("SigIgn:\t0000000000000000"));
}

TEST_F(Spawn, AProgramThatDoesNotExistIsAnErrorThatNamesIt) {
  const auto pid = spawn({.argv = {"/no/such/program"}});
  ASSERT_FALSE(pid);
  EXPECT_THAT(pid.error().text(), HasSubstr("/no/such/program: No such file"));
}

TEST_F(Spawn, AnUnwritableLogIsAnError) {
  EXPECT_FALSE(spawn({.argv = {"true"}, .stdout_file = dir_ / "missing" / "out"}));
}

#ifndef __SANITIZE_THREAD__  // it forks where vfork is called
TEST_F(Spawn, LeavesThePagesOfThisProcessAlone) {
  constexpr std::size_t kSize = 16UL << 20, kPage = 4096;
  void* const memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  ::madvise(memory, kSize, MADV_NOHUGEPAGE);
  const auto faults_of_writing = [&] {
    rusage before{}, after{};
    ::getrusage(RUSAGE_THREAD, &before);
    for (std::size_t at = 0; at < kSize; at += kPage) static_cast<volatile char*>(memory)[at] = 'x';
    ::getrusage(RUSAGE_THREAD, &after);
    return after.ru_minflt - before.ru_minflt;
  };
  EXPECT_GE(faults_of_writing(), 4096);
  const pid_t pid = spawn({.argv = {"sleep", "60"}}).value();
  EXPECT_LT(faults_of_writing(), 100);
  ::munmap(memory, kSize);
  ::kill(pid, SIGKILL);
  wait_for(pid);
}
#endif

TEST_F(Spawn, TerminateEndsAChildThatObeys) {
  const pid_t pid = spawn({.argv = {"sleep", "60"}}).value();
  EXPECT_EQ(terminate(pid, 5s).value(), Ended::kByItself);
  EXPECT_EQ(wait_for(pid).signal, SIGTERM);
}

TEST_F(Spawn, TerminateKillsAChildThatIsStopped) {
  const pid_t pid = spawn({.argv = {"sleep", "60"}}).value();
  ::kill(pid, SIGSTOP);
  test::wait_until("child is stopped", 5s, [&] { return test::process_state(pid) == 'T'; });
  EXPECT_EQ(terminate(pid, 20ms).value(), Ended::kKilled);
  EXPECT_EQ(wait_for(pid).signal, SIGKILL);
}

TEST_F(Spawn, TerminateOfAProcessThatIsGoneIsNoError) {
  const pid_t pid = spawn({.argv = {"true"}}).value();
  wait_for(pid);
  EXPECT_EQ(terminate(pid, 1s).value(), Ended::kWasGone);
}

TEST(ExitStatus, IsToldInWords) {
  EXPECT_EQ((ExitStatus{.code = 3}).text(), "exited with code 3");
  EXPECT_EQ((ExitStatus{.signal = SIGSEGV, .core = true}).text(), "was killed by SIGSEGV (core dumped)");
  EXPECT_EQ((ExitStatus{.signal = SIGKILL}).text(), "was killed by SIGKILL (perhaps out of memory)");
}

}  // namespace
}  // namespace zato::process
