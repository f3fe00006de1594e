// Every statement of the ledger on PostgreSQL; its rules are tested on SQLite (tests/unit/jobs/ledger_test.cpp).
#include <gtest/gtest.h>

#include "jobs/ledger.hpp"
#include "objects/all.hpp"
#include "odb/schema.hpp"
#include "support/postgres.hpp"

namespace zato::test {
namespace {

using namespace std::chrono_literals;
using jobs::FireKey;
using schedule::Overlap;

constexpr schema::Id kCluster = 1;

TEST(LedgerOnPostgresql, DoesWhatItDoesOnSqlite) {
  Postgres postgres;
  postgres.create_database("zato_test");
  odb::Options options;
  options.engine = odb::Engine::kPostgresql;
  options.host = "127.0.0.1";
  options.port = postgres.port();
  options.user = postgres.user();
  options.password = base::Secret(postgres.password());
  options.db_name = "zato_test";
  base::value_or_throw(odb::create_schema(options, objects::all()));
  const auto odb = base::value_or_throw(odb::connect(options));
  ASSERT_TRUE(odb->execute("INSERT INTO keep_alive (cluster_id, role, epoch) VALUES ($1, $2, $3)",
                           {kCluster, std::string(jobs::kRole), std::int64_t{1}}));
  const auto at = *schedule::parse_instant("2026-11-21 10:00:00");

  const std::vector<jobs::Seen> seen{{7, "every||1|0", at}, {8, "every||1|0", at}};
  base::value_or_throw(jobs::record_seen(*odb, kCluster, 1, seen));
  const std::vector<jobs::NewRun> runs{{{7, at}, Overlap::kAllow, "K1"},
                                       {{7, at + 1s}, Overlap::kAllow, "K2"},
                                       {{8, at}, Overlap::kQueue, "K3"},
                                       {{8, at + 1s}, Overlap::kQueue, "K4"},
                                       {{8, at + 2s}, Overlap::kSkip, "K5"}};
  auto recorded = base::value_or_throw(jobs::record_runs(*odb, kCluster, 1, at, runs));
  EXPECT_EQ(recorded.fire.size(), 3u);
  EXPECT_EQ(recorded.waiting, 1u);
  EXPECT_EQ(recorded.skipped, 1u);
  EXPECT_EQ(base::value_or_throw(jobs::record_runs(*odb, kCluster, 1, at, runs)).fire.size(), 0u);
  EXPECT_FALSE(jobs::record_runs(*odb, kCluster, 2, at, runs));
  base::value_or_throw(jobs::mark_sent(*odb, kCluster, 1, at, recorded.fire));
  EXPECT_TRUE(base::value_or_throw(jobs::begin_run(*odb, kCluster, {8, at}, "server1", "1-0", at)));
  base::value_or_throw(jobs::end_run(*odb, kCluster, {8, at}, true, "", at + 1s));
  EXPECT_FALSE(base::value_or_throw(jobs::begin_run(*odb, kCluster, {8, at}, "server1", "1-0", at)));
  EXPECT_EQ(base::value_or_throw(jobs::release_waiting(*odb, kCluster, 1)).size(), 1u);
  base::value_or_throw(jobs::order_run(*odb, kCluster, 7, "K6", at + 9s));
  EXPECT_EQ(base::value_or_throw(jobs::unsent_runs(*odb, kCluster, 10)).size(), 2u);
  EXPECT_EQ(base::value_or_throw(jobs::backlog(*odb, kCluster)).planned, 2);
  EXPECT_FALSE(base::value_or_throw(jobs::some_wait(*odb, kCluster)));
  const auto out = base::value_or_throw(jobs::unstarted_runs(*odb, kCluster, at + 1s, false, 10));
  EXPECT_EQ(out.size(), 2u);
  EXPECT_EQ(base::value_or_throw(jobs::runs_unstarted(*odb, kCluster, out)).size(), 2u);
  base::value_or_throw(jobs::set_paused(*odb, kCluster, 0, true, "joan"));
  base::value_or_throw(jobs::set_paused(*odb, kCluster, 7, true, "joan"));
  EXPECT_TRUE(base::value_or_throw(jobs::read_pauses(*odb, kCluster)).all);
  const auto known = base::value_or_throw(jobs::read_known(*odb, kCluster));
  EXPECT_TRUE(known.all_paused);
  EXPECT_EQ(known.cursors.at(7), at + 1s);
  EXPECT_TRUE(known.jobs.at(7).paused);
  const std::vector<FireKey> gone{{8, at + 1s}};
  base::value_or_throw(jobs::cancel(*odb, kCluster, gone, "the job is gone"));
  base::value_or_throw(jobs::tidy(*odb, kCluster, 1, at + 1h, at + 1h));
  EXPECT_EQ(base::value_or_throw(jobs::history(*odb, kCluster, 7, 10)).size(), 2u);
  EXPECT_EQ(base::value_or_throw(jobs::history(*odb, kCluster, 0, 10)).size(), 3u)
      << "what had ended before the newest is forgotten";
}

}  // namespace
}  // namespace zato::test
