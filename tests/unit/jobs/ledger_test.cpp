#include "jobs/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "objects/all.hpp"
#include "odb/schema.hpp"
#include "support/temp_dir.hpp"

namespace zato::jobs {
namespace {

using namespace std::chrono_literals;

constexpr schema::Id kCluster = 1;
const Instant kAt = *schedule::parse_instant("2026-11-21 10:00:00");

class Ledger : public testing::Test {
 protected:
  Ledger() {
    odb::Options options;
    options.path = directory_.path() / "zato.db";
    EXPECT_TRUE(odb::create_schema(options, objects::all()));
    odb_ = std::move(*odb::connect(options));
    be_active(1);
  }

  void be_active(lease::Epoch epoch) {
    EXPECT_TRUE(odb_->execute("DELETE FROM keep_alive"));
    EXPECT_TRUE(odb_->execute("INSERT INTO keep_alive (cluster_id, role, epoch) VALUES ($1, $2, $3)",
                              {kCluster, std::string(kRole), epoch}));
  }

  void be_known(schema::Id job) {
    const std::vector<Seen> seen{{job, "every||1|0", kAt}};
    EXPECT_TRUE(record_seen(*odb_, kCluster, 1, seen));
  }
  base::Result<Recorded> record(std::vector<NewRun> runs, lease::Epoch epoch = 1) {
    return record_runs(*odb_, kCluster, epoch, kAt, runs);
  }
  static NewRun run(Instant nominal, schedule::Overlap overlap = schedule::Overlap::kAllow, schema::Id job = 7) {
    return {.key = {job, nominal}, .overlap = overlap, .cid = "K1"};
  }
  std::vector<std::string> states() {
    std::vector<std::string> out;
    const auto runs = history(*odb_, kCluster, 7, 100);
    for (const auto& one : *runs) out.insert(out.begin(), one.state);
    return out;
  }
  bool begin(Instant nominal, const std::string& message = "1-0") {
    return *begin_run(*odb_, kCluster, {7, nominal}, "server1", message, kAt);
  }
  void end(Instant nominal, bool ok = true) { EXPECT_TRUE(end_run(*odb_, kCluster, {7, nominal}, ok, "", kAt)); }

  test::TempDir directory_;
  std::unique_ptr<odb::Connection> odb_;
};

using States = std::vector<std::string>;

TEST_F(Ledger, HasOneRowPerJobAndNominalTime) {
  be_known(7);
  EXPECT_EQ(record({run(kAt), run(kAt + 1s)})->fire.size(), 2u);
  EXPECT_EQ(record({run(kAt), run(kAt + 2s)})->fire, (std::vector<FireKey>{{7, kAt + 2s}}))
      << "the first is there already";
  EXPECT_EQ(read_known(*odb_, kCluster)->cursors.at(7), kAt + 2s);
}

TEST_F(Ledger, TakesNothingFromASchedulerWhoseTimeIsOver) {
  be_active(2);
  EXPECT_EQ(record({run(kAt)}).error().code, base::Code::kConflict);
  EXPECT_TRUE(states().empty());
}

TEST_F(Ledger, WritesMoreRowsThanAStatementTakes) {
  std::vector<NewRun> many;
  for (int i = 0; i < 1000; ++i) many.push_back(run(kAt + std::chrono::seconds(i)));
  EXPECT_EQ(record(many)->fire.size(), 1000u);
}

TEST_F(Ledger, RunsEachOnce) {
  ASSERT_TRUE(record({run(kAt)}));
  EXPECT_TRUE(begin(kAt));
  EXPECT_TRUE(begin(kAt)) << "the worker that had it died";
  end(kAt);
  EXPECT_FALSE(begin(kAt));
  EXPECT_FALSE(begin(kAt + 1s)) << "nobody has ever planned it";
  EXPECT_EQ(states(), States{"ok"});
}

TEST_F(Ledger, KeepsWhatHasBegunFromBeingMarkedAsSent) {
  ASSERT_TRUE(record({run(kAt), run(kAt + 1s)}));
  ASSERT_TRUE(begin(kAt));
  const std::vector<FireKey> keys{{7, kAt}, {7, kAt + 1s}};
  ASSERT_TRUE(mark_sent(*odb_, kCluster, 1, kAt, keys));
  EXPECT_EQ(states(), (States{"running", "sent"}));
}

TEST_F(Ledger, SkipsARunWhileAnEarlierOneHasNotEnded) {
  using schedule::Overlap;
  EXPECT_EQ(record({run(kAt, Overlap::kSkip)})->fire.size(), 1u);
  EXPECT_EQ(record({run(kAt + 1s, Overlap::kSkip)})->skipped, 1u);
  ASSERT_TRUE(begin(kAt));
  end(kAt, false);
  EXPECT_EQ(record({run(kAt + 2s, Overlap::kSkip)})->fire.size(), 1u);
  EXPECT_EQ(states(), (States{"error", "skipped", "planned"}));
}

TEST_F(Ledger, QueuesRunsAndReleasesThemOneByOne) {
  using schedule::Overlap;
  const auto out = record({run(kAt, Overlap::kQueue), run(kAt + 1s, Overlap::kQueue), run(kAt + 2s, Overlap::kQueue)});
  EXPECT_EQ(out->fire.size(), 1u);
  EXPECT_EQ(out->waiting, 2u);
  EXPECT_TRUE(release_waiting(*odb_, kCluster, 1)->empty());
  ASSERT_TRUE(begin(kAt));
  end(kAt);
  const auto released = release_waiting(*odb_, kCluster, 1);
  ASSERT_EQ(released->size(), 1u);
  EXPECT_EQ(released->front().key.nominal, kAt + 1s);
  EXPECT_TRUE(release_waiting(*odb_, kCluster, 1)->empty());
}

TEST_F(Ledger, GivesWhatIsUnsentToASuccessor) {
  ASSERT_TRUE(record({run(kAt), run(kAt + 1s)}));
  const std::vector<FireKey> sent{{7, kAt}};
  ASSERT_TRUE(mark_sent(*odb_, kCluster, 1, kAt, sent));
  const auto unsent = unsent_runs(*odb_, kCluster, 10);
  ASSERT_EQ(unsent->size(), 1u);
  EXPECT_EQ(unsent->front().key.nominal, kAt + 1s);
}

TEST_F(Ledger, TakesOrdersOfOperators) {
  ASSERT_TRUE(order_run(*odb_, kCluster, 7, "K2", kAt));
  const auto unsent = unsent_runs(*odb_, kCluster, 10);
  ASSERT_EQ(unsent->size(), 1u);
  EXPECT_TRUE(unsent->front().manual);
  EXPECT_TRUE(read_known(*odb_, kCluster)->cursors.empty()) << "it is none of the schedule's times";
}

TEST_F(Ledger, RemembersPauses) {
  ASSERT_TRUE(set_paused(*odb_, kCluster, 0, true, "joan"));
  ASSERT_TRUE(set_paused(*odb_, kCluster, 7, true, "joan"));
  EXPECT_TRUE(read_known(*odb_, kCluster)->all_paused);
  EXPECT_TRUE(read_pauses(*odb_, kCluster)->all);
  ASSERT_TRUE(set_paused(*odb_, kCluster, 0, false, "joan"));
  EXPECT_FALSE(read_known(*odb_, kCluster)->all_paused);
  EXPECT_TRUE(read_known(*odb_, kCluster)->jobs.at(7).paused);
}

TEST_F(Ledger, ForgetsOldRunsButTheNewestOfAJob) {
  be_known(7);
  ASSERT_TRUE(record({run(kAt), run(kAt + 1s), run(kAt + 2s)}));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(begin(kAt + std::chrono::seconds(i)));
    end(kAt + std::chrono::seconds(i));
  }
  ASSERT_TRUE(tidy(*odb_, kCluster, 1, kAt - 1h, kAt + 1h));
  EXPECT_EQ(states(), States{"ok"});
  EXPECT_EQ(read_known(*odb_, kCluster)->cursors.at(7), kAt + 2s);
}

TEST_F(Ledger, KnowsARunByItsText) {
  const FireKey key{7, kAt};
  EXPECT_EQ(FireKey::parse(key.text()), key);
  EXPECT_FALSE(FireKey::parse("job:7"));
  EXPECT_FALSE(FireKey::parse("order:7:1"));
}

// One nominal time after the other comes; now and then the oldest run that is on its way ends, or what waits is let go.
TEST_F(Ledger, KeepsEachPolicyForOverlapsOverRandomSteps) {
  const auto seed = std::random_device()();
  std::mt19937 random(seed);
  for (const auto overlap : {schedule::Overlap::kAllow, schedule::Overlap::kSkip, schedule::Overlap::kQueue}) {
    ASSERT_TRUE(odb_->execute("DELETE FROM scheduler_fire"));
    std::deque<Instant> on_their_way;
    std::vector<Instant> fired;
    std::size_t skipped = 0, came = 0;
    const auto fire = [&](Instant at) {
      on_their_way.push_back(at);
      fired.push_back(at);
    };
    const auto step = [&](unsigned dice) {
      if (dice < 2) {
        const auto out = record({run(kAt + std::chrono::seconds(++came), overlap)});
        for (const auto& key : out->fire) fire(key.nominal);
        skipped += out->skipped;
      } else if (dice == 2 && !on_their_way.empty()) {
        ASSERT_TRUE(begin(on_their_way.front()));
        end(on_their_way.front(), random() % 2 == 0);
        on_their_way.pop_front();
      } else if (dice == 3) {
        const auto released = release_waiting(*odb_, kCluster, 1);
        for (const auto& one : *released) fire(one.key.nominal);
      }
    };
    for (int i = 0; i < 150; ++i) {
      step(random() % 4);
      ASSERT_TRUE(overlap == schedule::Overlap::kAllow || on_their_way.size() <= 1) << "seed " << seed;
    }
    while (overlap == schedule::Overlap::kQueue && fired.size() < came) {
      step(2);
      step(3);
    }
    EXPECT_TRUE(std::is_sorted(fired.begin(), fired.end())) << "seed " << seed;
    EXPECT_EQ(fired.size() + skipped, came) << "seed " << seed;
    EXPECT_EQ(skipped > 0, overlap == schedule::Overlap::kSkip) << "seed " << seed;
  }
}

TEST_F(Ledger, LetsARunGoOnForOneMessageOnly) {
  record({run(kAt)});
  EXPECT_TRUE(begin(kAt, "1-0"));
  EXPECT_FALSE(begin(kAt, "2-0")) << "sent again although the first message was there";
  EXPECT_TRUE(begin(kAt, "1-0")) << "whoever had it is dead";
  end(kAt);
  EXPECT_FALSE(begin(kAt, "1-0"));
}

TEST_F(Ledger, FindsWhatWentOutAndWasNotStarted) {
  record({run(kAt), run(kAt + 1s), run(kAt + 2s)});
  const std::vector<FireKey> keys{{7, kAt}, {7, kAt + 1s}};
  ASSERT_TRUE(mark_sent(*odb_, kCluster, 1, kAt, keys));
  begin(kAt);
  const std::vector<FireKey> unstarted{{7, kAt + 1s}};
  EXPECT_EQ(*unstarted_runs(*odb_, kCluster, kAt + 1s, false, 10), unstarted);
  EXPECT_EQ(unstarted_runs(*odb_, kCluster, kAt, true, 10)->size(), 0u) << "too early to tell";
  EXPECT_EQ(runs_unstarted(*odb_, kCluster, keys)->size(), 1u);
}

}  // namespace
}  // namespace zato::jobs
