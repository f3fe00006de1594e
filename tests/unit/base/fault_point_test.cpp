#include "base/fault_point.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace zato::base {
namespace {

// The environment is read once: what is tested runs in processes of its own.
class FaultPointDeathTest : public testing::Test {
 protected:
  FaultPointDeathTest() {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    std::string name = "/tmp/zato-fault-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~FaultPointDeathTest() override { std::filesystem::remove_all(directory_); }

  void arm(const std::string& name, const std::string& passes = "") const {
    std::ofstream(directory_ / name) << passes;
  }
  [[noreturn]] void pass(int times) const {
    ::setenv("ZATO_FAULT_POINTS", directory_.c_str(), 1);
    for (int i = 0; i < times; ++i) fault_point("here");
    ::_exit(0);
  }

  std::filesystem::path directory_;
};

using testing::ExitedWithCode;
using testing::KilledBySignal;

TEST_F(FaultPointDeathTest, KillsWhoComesToAnArmedOne) {
  EXPECT_EXIT((arm("here"), pass(1)), KilledBySignal(SIGKILL), "");
}

TEST_F(FaultPointDeathTest, KillsNobodyElse) { EXPECT_EXIT((arm("elsewhere"), pass(3)), ExitedWithCode(0), ""); }

TEST_F(FaultPointDeathTest, LetsAsManyPassAsTheFileSays) {
  EXPECT_EXIT((arm("here", "3"), pass(2)), ExitedWithCode(0), "");
  EXPECT_EXIT((arm("here", "3"), pass(3)), KilledBySignal(SIGKILL), "");
}

TEST_F(FaultPointDeathTest, LosesEachOfSoMany) {
  EXPECT_EXIT(
      {
        arm("line", "3");
        ::setenv("ZATO_FAULT_POINTS", directory_.c_str(), 1);
        std::string lost;
        for (int i = 1; i <= 7; ++i) lost += fault_loses("line") ? 'x' : '.';
        ::_exit(lost == "..x..x." && !fault_loses("other line") ? 0 : 1);
      },
      ExitedWithCode(0), "");
}

TEST_F(FaultPointDeathTest, DoesNothingWhereTheEnvironmentDoesNotAskForIt) {
  EXPECT_EXIT(
      {
        arm("here");
        fault_point("here");
        ::_exit(0);
      },
      ExitedWithCode(0), "");
}

}  // namespace
}  // namespace zato::base
