#include <atomic>
#include <functional>
#include <thread>

#include "engine.hpp"
#include "odb/snapshot.hpp"

namespace zato::odb {
namespace {

using base::Code;
using objects::Service;

class Concurrency : public WithCluster {
 protected:
  // Everybody waits as long as it takes: what is looked at is the outcome, on machines of any speed.
  Concurrency() { options_.lock_timeout = std::chrono::seconds(60); }

  void in_threads(int count, const std::function<void(int, Store&)>& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([this, i, &work] {
        const auto mine = connection();
        auto store = store_of(*mine, cipher_, cluster_);
        work(i, store);
      });
    }
    for (auto& thread : threads) thread.join();
  }
};

TEST_P(Concurrency, EightWritersLeaveNoGapInTheSequence) {
  constexpr int kWriters = 8, kEach = 20;
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  in_threads(kWriters, [&](int writer, Store& store) {
    for (int i = 0; i < kEach; ++i) {
      expect_ok(store.insert(Service{.name = std::to_string(writer) + "." + std::to_string(i)}));
      // A refused change in between must not take a number.
      EXPECT_FALSE(store.insert(Service{.name = std::to_string(writer) + "." + std::to_string(i)}));
    }
  });
  const auto changes = expect_ok(changes_since(*connection_, cluster_, before));
  ASSERT_EQ(changes.size(), static_cast<std::size_t>(kWriters * kEach));
  for (std::size_t i = 0; i < changes.size(); ++i)
    EXPECT_EQ(changes[i].sequence, before + 1 + static_cast<std::int64_t>(i));
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), changes.back().sequence);
}

TEST_P(Concurrency, FiftyEditorsLoseNoUpdate) {
  constexpr int kEditors = 50;
  const auto service = a_service();
  std::atomic<int> refused = 0;
  in_threads(kEditors, [&](int, Store& store) {
    for (;;) {
      auto mine = expect_ok(store.get<Service>(service.id));
      ++mine.slow_threshold;
      const auto written = store.update(mine);
      if (written) return;
      ASSERT_EQ(written.error().code, Code::kConflict) << written.error().text();
      ++refused;
    }
  });
  const auto last = expect_ok(store_->get<Service>(service.id));
  EXPECT_EQ(last.slow_threshold, service.slow_threshold + kEditors);
  EXPECT_EQ(last.version, service.version + kEditors);
}

TEST_P(Concurrency, ASnapshotNeverMixesTwoStates) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    const auto mine = connection();
    auto store = store_of(*mine, cipher_, cluster_);
    for (int i = 0; i < 20; ++i) {
      expect_ok(store.transaction([&]() -> base::Result<void> {
        ZATO_CHECK(store.insert(Service{.name = "a" + std::to_string(i)}));
        ZATO_CHECK(store.insert(Service{.name = "b" + std::to_string(i)}));
        return {};
      }));
    }
    done = true;
  });
  while (!done) {
    const auto snapshot = expect_ok(Snapshot::load(*connection_, objects::all(), cipher_, cluster_));
    EXPECT_EQ(snapshot->all<Service>().size() % 2, 0U);
    EXPECT_EQ(snapshot->sequence(), 1 + static_cast<std::int64_t>(snapshot->all<Service>().size()));
  }
  writer.join();
}

ZATO_ON_EVERY_ENGINE(Concurrency);

}  // namespace
}  // namespace zato::odb
