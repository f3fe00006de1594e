#include "metrics/registry.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace zato::metrics {
namespace {

FamilyOptions requests() { return {.name = "requests", .help = "Requests.", .labels = {"code"}}; }

std::uint64_t count_of(const Snapshot& snapshot, const std::string& family, const std::string& labels) {
  return snapshot.families.at(family).series.at(labels).count;
}

TEST(Registry, GivesTheSameSeriesForTheSameLabels) {
  Registry registry;
  registry.counter(requests()).with({"200"}).add();
  registry.counter(requests()).with({"200"}).add(2);
  EXPECT_EQ(count_of(registry.snapshot(), "requests", "code=\"200\""), 3u);
}

TEST(Registry, RefusesADifferentFamilyOfTheSameName) {
  Registry registry;
  registry.counter(requests());
  EXPECT_THROW(registry.gauge(requests()), std::logic_error);
  EXPECT_THROW(registry.counter({.name = "requests", .help = "Requests.", .labels = {"method"}}), std::logic_error);
}

TEST(Registry, WantsTheUnitInTheName) {
  Registry registry;
  EXPECT_THROW(registry.gauge({.name = "memory", .help = "Memory.", .unit = "bytes"}), std::logic_error);
}

TEST(Registry, KeepsOnlySoManySeriesAndCountsTheOthers) {
  Registry registry(2);
  auto& family = registry.counter(requests());
  for (const char* code : {"200", "201", "202", "203"}) family.with({code}).add();
  const auto snapshot = registry.snapshot();
  EXPECT_EQ(snapshot.families.at("requests").series.size(), 2u);
  EXPECT_EQ(count_of(snapshot, "zato_metrics_dropped_series", ""), 2u);
  family.with({"200"}).add();
  EXPECT_EQ(count_of(registry.snapshot(), "requests", "code=\"200\""), 2u) << "those that are kept go on";
}

TEST(Registry, HandlesThatBelongToNothingCanBeUsed) {
  Counter counter;
  Gauge gauge;
  Histogram histogram;
  counter.add();
  gauge.set(1);
  histogram.observe(1);
}

TEST(Registry, AsksForValuesThatNobodySetsBeforeASnapshot) {
  Registry registry;
  auto gauge = registry.gauge({.name = "connections", .help = "Open."}).single();
  registry.before_snapshot([&] { gauge.set(42); });
  EXPECT_EQ(registry.snapshot().families.at("connections").series.at("").number, 42);
}

TEST(Registry, GoesOnWhereItsPredecessorEnded) {
  Registry first;
  first.counter(requests()).with({"200"}).add(10);
  first.counter(requests()).with({"404"}).add(5);
  first.gauge({.name = "connections", .help = "Open."}).single().set(7);
  first.histogram({.name = "time", .help = "Time.", .bounds = {1}}).single().observe(0.5);

  Registry second;
  second.continue_from(first.snapshot());
  second.counter(requests()).with({"200"}).add();
  second.histogram({.name = "time", .help = "Time.", .bounds = {1}}).single().observe(2);
  const auto snapshot = second.snapshot();
  EXPECT_EQ(count_of(snapshot, "requests", "code=\"200\""), 11u);
  EXPECT_EQ(count_of(snapshot, "requests", "code=\"404\""), 5u) << "also what the new one has not met yet";
  EXPECT_EQ(snapshot.families.at("time").series.at("").buckets, (std::vector<std::uint64_t>{1, 1}));
  EXPECT_DOUBLE_EQ(snapshot.families.at("time").series.at("").number, 2.5);
  EXPECT_FALSE(snapshot.families.contains("connections")) << "a gauge of the dead says nothing";
}

TEST(Registry, CountsFromManyThreadsWithoutLoss) {
  Registry registry;
  auto& family = registry.counter(requests());
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      auto counter = family.with({"200"});
      for (int n = 0; n < 10'000; ++n) counter.add_concurrently();
    });
  }
  (void)registry.snapshot();
  threads.clear();
  EXPECT_EQ(count_of(registry.snapshot(), "requests", "code=\"200\""), 40'000u);
}

}  // namespace
}  // namespace zato::metrics
