#include "process/notify.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "process/spawn.hpp"

namespace zato::process {
namespace {

using namespace std::chrono_literals;
using Result = ReadyListener::Result;

base::MonotonicTime in(std::chrono::milliseconds time) { return base::Monotonic::now() + time; }

Notifier notifier_to(const ReadyListener& listener) {
  ::setenv("NOTIFY_SOCKET", listener.env_value().c_str(), 1);
  return Notifier::from_environment();
}

// A child that lives until it is killed at the end of the test.
class Sleeper {
 public:
  Sleeper() : pid_(spawn({.argv = {"sleep", "60"}}).value()) {}
  ~Sleeper() {
    EXPECT_TRUE(terminate(pid_, 1s));
    try_wait(pid_);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

TEST(Notify, ReadinessReachesTheListener) {
  auto listener = ReadyListener::create().value();
  const Sleeper child;
  auto notifier = notifier_to(listener);
  notifier.status("opening\nthe shop");
  notifier.ready("open");
  const auto outcome = listener.wait(child.pid(), in(5s));
  EXPECT_EQ(outcome.result, Result::kReady);
  EXPECT_EQ(outcome.status, "open");
}

TEST(Notify, TakesItsVariablesOutOfTheEnvironment) {
  ::setenv("WATCHDOG_USEC", "2000000", 1);
  const auto notifier = notifier_to(ReadyListener::create().value());
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  EXPECT_EQ(std::getenv("WATCHDOG_USEC"), nullptr);
  EXPECT_EQ(notifier.watchdog_interval(), 1s);
}

TEST(Notify, IsSilentWhenNobodyListens) {
  auto notifier = Notifier::from_environment();
  notifier.ready("nobody cares");
  EXPECT_EQ(notifier.watchdog_interval(), std::nullopt);
}

TEST(Notify, ListenerSeesTheEndOfTheChildAndItsLastStatus) {
  auto listener = ReadyListener::create().value();
  auto notifier = notifier_to(listener);
  notifier.status("server.conf: no such file");
  const pid_t pid = spawn({.argv = {"sh", "-c", "exit 3"}}).value();
  const auto outcome = listener.wait(pid, in(5s));
  EXPECT_EQ(outcome.result, Result::kExited);
  EXPECT_EQ(outcome.exit.code, 3);
  EXPECT_EQ(outcome.status, "server.conf: no such file");
}

TEST(Notify, ListenerGivesUpAtItsDeadline) {
  auto listener = ReadyListener::create().value();
  const Sleeper child;
  EXPECT_EQ(listener.wait(child.pid(), in(20ms)).result, Result::kTimeout);
}

}  // namespace
}  // namespace zato::process
