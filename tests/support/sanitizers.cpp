#include "support/sanitizers.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/proc.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::test {

namespace {

namespace fs = std::filesystem;

fs::path reports_directory() { return fs::path("/tmp") / ("zato-test-sanitizer-" + run_tag()); }

void fail_for_reports() {
  std::error_code none;
  for (const auto& report : fs::directory_iterator(reports_directory(), none))
    ADD_FAILURE() << "a started process was reported by a sanitizer:\n" << read_text(report.path()).substr(0, 20000);
  fs::remove_all(reports_directory(), none);
}

void fail_for_processes() {
  // What was just told to end may need a moment.
  if (eventually(5s, [] { return tagged_processes().empty(); })) return;
  for (const pid_t pid : tagged_processes()) ADD_FAILURE() << "left running: " << pid << " " << command_line(pid);
  kill_tagged_processes();
}

class Watcher : public testing::EmptyTestEventListener {
  // Of the suite, not of the test: tests of a suite may share a cluster.
  void OnTestSuiteEnd(const testing::TestSuite&) override {
    fail_for_processes();
    fail_for_reports();
  }
};

}  // namespace

std::map<std::string, std::string> sanitizer_environment() {
  if (slowness() == 1) return {};
  fs::create_directories(reports_directory());
  const std::string common = "log_path=" + (reports_directory() / "report").native() + ":exitcode=86";
  return {{"ASAN_OPTIONS", common + ":detect_leaks=1:fast_unwind_on_malloc=0"},
          {"UBSAN_OPTIONS", common + ":print_stacktrace=1"},
          {"TSAN_OPTIONS", common + ":halt_on_error=0"}};
}

void watch_for_leftovers() { testing::UnitTest::GetInstance()->listeners().Append(new Watcher); }

}  // namespace zato::test
