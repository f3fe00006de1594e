// Runs in the ODB: the open one is found however many were before it.
#include "deploy/runs.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include "../odb/fixtures.hpp"

namespace zato::deploy {
namespace {

TEST(Runs, TheOpenOneIsFoundWithoutReadingThoseBeforeIt) {
  const test::TempDir directory;
  odb::Options options;
  options.path = directory.path() / "zato.db";
  odb::expect_ok(odb::create_schema(options, objects::all()));
  const auto odb = odb::expect_ok(odb::connect(options));
  const auto cluster = odb::expect_ok(odb::create_cluster(*odb, {.name = "crm"}, "tester")).id;
  odb::expect_ok(odb->execute("WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one LIMIT 1000) "
                              "INSERT INTO deploy_run (cluster_id, run, state, actor, plan, started_at) "
                              "SELECT $1, n, 'deployed', 'tester', hex(zeroblob(1000)), '' FROM one",
                              {cluster}));
  const auto id = odb::expect_ok(open_run(*odb, cluster, "tester", {.removed = {"gone.py"}}));

  const auto another = odb::expect_ok(odb::connect(options));
  const auto before = ::mallinfo2().uordblks;
  const auto open = odb::expect_ok(open_run_of(*another, cluster));
  ASSERT_TRUE(open);
  EXPECT_EQ(open->id, id);
  EXPECT_LT(::mallinfo2().uordblks, before + (500U << 10));  // all of them take 2 MB

  odb::expect_ok(close_run(*odb, cluster, id, RunState::kFailed, 0, "over"));
  EXPECT_FALSE(odb::expect_ok(open_run_of(*another, cluster)));
}

}  // namespace
}  // namespace zato::deploy
