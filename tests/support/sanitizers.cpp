#include "support/sanitizers.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

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

// A test program that is killed itself (a ctest timeout) runs no destructor. A process of its own waits for its end and
// then ends what it had started. To be called before there are threads.
void start_guardian() {
  (void)run_tag();  // known to both
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  if (::fork() != 0) {
    ::close(ends[0]);  // the other end stays open until this program ends
    return;
  }
  ::close(ends[1]);
  ::setsid();
  char byte = 0;
  (void)!::read(ends[0], &byte, 1);
  kill_tagged_processes();
  ::_exit(0);
}

}  // namespace

std::map<std::string, std::string> sanitizer_environment() {
  if (slowness() == 1) return {};
  fs::create_directories(reports_directory());
  const std::string common = "log_path=" + (reports_directory() / "report").native() + ":exitcode=86";
  return {{"ASAN_OPTIONS", common + ":detect_leaks=1:fast_unwind_on_malloc=0"},
          {"UBSAN_OPTIONS", common + ":print_stacktrace=1"},
          {"TSAN_OPTIONS", common + ":halt_on_error=0"}};
}

void watch_for_leftovers() {
  start_guardian();
  testing::UnitTest::GetInstance()->listeners().Append(new Watcher);
}

}  // namespace zato::test
