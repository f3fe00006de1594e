#include "metrics/snapshot.hpp"

#include <gtest/gtest.h>

#include "metrics/registry.hpp"

namespace zato::metrics {
namespace {

Snapshot sample() {
  Registry registry;
  registry.counter({.name = "requests", .help = "Requests.", .labels = {"code"}}).with({"200"}).add(3);
  registry.gauge({.name = "connections", .help = "Open."}).single().set(4);
  registry.gauge({.name = "sequence", .help = "Applied.", .combine = Combine::kMax}).single().set(9);
  registry.histogram({.name = "time_seconds", .help = "Time.", .unit = "seconds", .bounds = {1, 2}})
      .single()
      .observe(1.5);
  return registry.snapshot();
}

TEST(Snapshot, SurvivesItsEncoding) {
  EXPECT_EQ(Snapshot::decode(sample().encode()).value(), sample());
  EXPECT_EQ(Snapshot::decode("").value(), Snapshot{});
}

TEST(Snapshot, ThatIsCutOrDamagedIsRefusedWithoutHarm) {
  const std::string whole = sample().encode();
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_FALSE(Snapshot::decode(std::string_view(whole).substr(0, size)));
  EXPECT_FALSE(Snapshot::decode(whole + "x"));
  EXPECT_FALSE(Snapshot::decode(std::string(64, '\xff')));
}

TEST(Snapshot, SumsWhatIsCountedAndCombinesGaugesAsDeclared) {
  Snapshot all = sample();
  Snapshot other = sample();
  other.families.at("sequence").series.at("").number = 12;
  other.families.at("requests").series["code=\"404\""].count = 1;
  all.merge(other);
  EXPECT_EQ(all.families.at("requests").series.at("code=\"200\"").count, 6u);
  EXPECT_EQ(all.families.at("requests").series.at("code=\"404\"").count, 1u);
  EXPECT_EQ(all.families.at("connections").series.at("").number, 8);
  EXPECT_EQ(all.families.at("sequence").series.at("").number, 12);
  EXPECT_EQ(all.families.at("time_seconds").series.at("").buckets, (std::vector<std::uint64_t>{0, 2, 0}));
}

TEST(Snapshot, LeavesOutAFamilyThatHasAnotherShapeElsewhere) {
  Snapshot all = sample();
  Snapshot other = sample();
  other.families.at("time_seconds").bounds = {5};
  all.merge(other);
  EXPECT_EQ(all.families.at("time_seconds"), sample().families.at("time_seconds"));
}

}  // namespace
}  // namespace zato::metrics
