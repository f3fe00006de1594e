// A writer that is killed at any point leaves whole transactions or none, and what it was told is committed stays.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "fixtures.hpp"
#include "objects/service.hpp"

namespace zato::odb {
namespace {

constexpr int kRounds = 25;
constexpr int kGroup = 5;  // rows of one transaction

class Crash : public testing::Test {
 protected:
  Crash() {
    expect_ok(create_schema(options_, objects::all()));
    cluster_ = expect_ok(create_cluster(*expect_ok(connect(options_)), {.name = "crm"}, "tester")).id;
  }

  // In a child: transactions without end. A byte down the pipe before every statement and 'c' after every commit.
  [[noreturn]] void write_for_ever(int round, int pipe) const {
    const auto connection = expect_ok(connect(options_));
    auto store = store_of(*connection, cipher_, cluster_);
    for (int group = 0;; ++group) {
      expect_ok(store.transaction([&]() -> base::Result<void> {
        for (int i = 0; i < kGroup; ++i) {
          if (::write(pipe, ".", 1) != 1) ::_exit(1);
          const auto name = std::to_string(round) + "." + std::to_string(group) + "." + std::to_string(i);
          ZATO_CHECK(store.insert(objects::Service{.name = name}));
        }
        return {};
      }));
      if (::write(pipe, "c", 1) != 1) ::_exit(1);
    }
  }

  // Kills the child after so many bytes. How many commits it had reported.
  int run_round(int round, int bytes) const {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = ::fork();
    if (child == 0) write_for_ever(round, ends[1]);
    ::close(ends[1]);
    int commits = 0;
    char byte = 0;
    for (int i = 0; i < bytes && ::read(ends[0], &byte, 1) == 1; ++i) commits += byte == 'c' ? 1 : 0;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    while (::read(ends[0], &byte, 1) == 1) commits += byte == 'c' ? 1 : 0;
    ::close(ends[0]);
    return commits;
  }

  test::TempDir directory_;
  const Options options_{.path = directory_ / "zato.db"};
  const PlainCipher cipher_{};
  schema::Id cluster_ = 0;
};

TEST_F(Crash, LeavesTheOldStateOrTheNewOne) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> moment(1, 4 * (kGroup + 1));
  std::int64_t committed = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int reported = run_round(round, moment(random));
    const auto connection = expect_ok(connect(options_));
    ASSERT_EQ(expect_ok(connection->query("PRAGMA integrity_check"))[0].text(0), "ok");
    const auto rows = expect_ok(connection->query("SELECT count(*) FROM service"))[0].integer(0);
    ASSERT_EQ(rows % kGroup, 0) << "half a transaction";
    // The last commit may have happened without its report.
    const auto groups = rows / kGroup - committed;
    ASSERT_GE(groups, reported);
    ASSERT_LE(groups, reported + 1);
    committed += groups;
    const auto changes = expect_ok(connection->query("SELECT count(*), max(seq) FROM config_change"))[0];
    ASSERT_EQ(changes.integer(0), 1 + rows);
    ASSERT_EQ(changes.integer(1), 1 + rows);
  }
}

}  // namespace
}  // namespace zato::odb
