#include "odb/persistent_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace zato::odb {
namespace {

using Map = PersistentMap<std::int64_t, std::string>;
using Model = std::map<std::int64_t, std::string>;

Model content(const Map& map) {
  Model model;
  for (const auto& [key, value] : map) model.emplace_hint(model.end(), key, value);
  EXPECT_EQ(model.size(), map.size());
  return model;
}

TEST(PersistentMaps, BehaveLikeAnyMap) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Map map;
  Model model;
  for (int step = 0; step < 5000; ++step) {
    const auto key = static_cast<std::int64_t>(random() % 300);
    if (random() % 3 == 0) {
      map = map.without(key);
      model.erase(key);
    } else {
      map = map.with(key, std::to_string(step));
      model[key] = std::to_string(step);
    }
    const auto* found = map.find(key);
    ASSERT_EQ(found != nullptr, model.contains(key));
    if (found) {
      ASSERT_EQ(*found, model[key]);
    }
    if (step % 100 == 0) {
      ASSERT_EQ(content(map), model);
    }
  }
  EXPECT_EQ(content(map), model);
}

TEST(PersistentMaps, StayAsTheyAreWhateverIsMadeOfThem) {
  Map first;
  for (int i = 0; i < 100; ++i) first = first.with(i, "first");
  const auto before = content(first);
  auto second = first;
  for (int i = 0; i < 100; i += 2) second = second.without(i).with(i + 1000, "second").with(i + 1, "second");
  EXPECT_EQ(content(first), before);
  EXPECT_EQ(second.size(), 100U);
}

TEST(PersistentMaps, HaveTheSameContentHoweverTheyCameToBe) {
  std::vector<Map::Entry> entries;
  Map one_by_one;
  for (int i = 0; i < 1000; ++i) {
    entries.push_back({i * 3, std::to_string(i)});
    one_by_one = one_by_one.with((999 - i) * 3, std::to_string(999 - i));
  }
  const auto at_once = Map::from_sorted(entries);
  EXPECT_EQ(content(at_once), content(one_by_one));
  EXPECT_EQ(at_once.find(1), nullptr);
  EXPECT_EQ(*at_once.find(2997), "999");
  EXPECT_TRUE(content(at_once.without(0).without(2997)).contains(3));
}

TEST(PersistentMaps, AreEmptyToBeginWith) {
  const Map map;
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.begin(), map.end());
  EXPECT_EQ(map.find(1), nullptr);
  EXPECT_TRUE(map.without(1).empty());
  EXPECT_TRUE(Map::from_sorted({}).empty());
}

// Counts its copies: entries are copied exactly where the path to a change is.
struct Counted {
  static inline int copies = 0;
  Counted() = default;
  Counted(const Counted&) { ++copies; }
  Counted(Counted&&) noexcept {}
  Counted& operator=(const Counted&) = default;
};

TEST(PersistentMaps, CopyAPathOnlyHoweverLargeTheyAre) {
  using Large = PersistentMap<std::int64_t, Counted>;
  std::vector<Large::Entry> entries(100'000);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].key = static_cast<std::int64_t>(i);
  const auto map = Large::from_sorted(std::move(entries));
  int most = 0;
  for (std::int64_t key = 0; key < 100'000; key += 997) {
    Counted::copies = 0;
    const auto with = map.with(key, {}), more = map.with(key + 1'000'000, {}), without = map.without(key);
    most = std::max(most, Counted::copies);
  }
  EXPECT_LT(most, 300);
}

}  // namespace
}  // namespace zato::odb
