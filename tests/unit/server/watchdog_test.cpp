#include "server/watchdog.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "server/thread_stack.hpp"

namespace zato::server {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

class WatchdogTest : public testing::Test {
 protected:
  WatchdogTest() { EXPECT_TRUE(log::start({.file = file_})); }
  ~WatchdogTest() override {
    EXPECT_TRUE(log::start({}));
    fs::remove(file_);
  }
  std::string log_text() const { return base::read_file(file_).value_or(""); }

  // Computes, as a service would, until the log says something or `patience` is over.
  void be_busy_until(const std::string& text, std::chrono::milliseconds patience) const {
    const auto end = base::Monotonic::now() + patience;
    while (base::Monotonic::now() < end && log_text().find(text) == std::string::npos) {
    }
  }

  const fs::path file_ = fs::temp_directory_path() / ("zato-watchdog-" + base::random_hex(6) + ".log");
  service::Running running_;
  service::Stats stats_{"demo.busy"};
};

TEST_F(WatchdogTest, NamesTheServiceThatBlocksTheLoopAndWhereItIs) {
  const Watchdog watchdog(running_, 20ms);
  running_.enter({&stats_, "K1"});
  be_busy_until("demo.busy", 20s);
  running_.enter({});
  EXPECT_THAT(log_text(), HasSubstr("service demo.busy has kept the event loop busy"));
  EXPECT_THAT(log_text(), HasSubstr("be_busy_until"));
}

TEST_F(WatchdogTest, SaysItOncePerTurn) {
  const Watchdog watchdog(running_, 10ms);
  running_.enter({&stats_, "K1"});
  be_busy_until("demo.busy", 20s);
  be_busy_until("no such text", 100ms);
  running_.enter({});
  const std::string text = log_text();
  EXPECT_EQ(text.find("demo.busy"), text.rfind("demo.busy"));
}

TEST_F(WatchdogTest, ShortTurnsAreNobodysBusiness) {
  const Watchdog watchdog(running_, 200ms);
  const auto end = base::Monotonic::now() + 1s;
  while (base::Monotonic::now() < end) {
    running_.enter({&stats_, "K1"});
    running_.enter({});
  }
  EXPECT_EQ(log_text(), "");
}

}  // namespace
}  // namespace zato::server
