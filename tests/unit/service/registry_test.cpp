#include "service/registry.hpp"

#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

std::vector<Entry> entries(std::initializer_list<std::string> names) {
  std::vector<Entry> result;
  for (const auto& name : names) result.push_back({.name = name});
  return result;
}

TEST(Registry, ReplacesWhatASourceBroughtInOneStep) {
  Registry registry;
  ASSERT_TRUE(registry.replace("a.so", entries({"one", "two"})));
  ASSERT_TRUE(registry.replace("b.so", entries({"other"})));
  ASSERT_TRUE(registry.replace("a.so", entries({"two", "three"})));
  EXPECT_FALSE(registry.find("one"));
  EXPECT_TRUE(registry.find("two"));
  EXPECT_EQ(registry.find("three")->source, "a.so");
  EXPECT_EQ(registry.list().size(), 3U);
}

TEST(Registry, RefusesANameOfAnotherSourceAndChangesNothing) {
  Registry registry;
  ASSERT_TRUE(registry.replace("a.so", entries({"one"})));
  const auto refused = registry.replace("b.so", entries({"fine", "one"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "b.so: service one is already defined by a.so");
  EXPECT_FALSE(registry.find("fine"));
}

TEST(Registry, KeepsWhatACallHoldsWhenItIsReplaced) {
  Registry registry;
  ASSERT_TRUE(registry.replace("a.so", entries({"one"})));
  const auto held = registry.find("one");
  ASSERT_TRUE(registry.replace("a.so", {}));
  EXPECT_FALSE(registry.find("one"));
  EXPECT_EQ(held->name, "one");
  EXPECT_EQ(held->stats, &registry.stats().of("one"));
}

TEST(Registry, UpdatesAllEntriesInOneStep) {
  Registry registry;
  ASSERT_TRUE(registry.replace("a.so", entries({"one", "two"})));
  const auto before = registry.find("two");
  registry.update_each([](Entry& entry) { entry.active = entry.name == "one"; });
  EXPECT_TRUE(registry.find("one")->active);
  EXPECT_FALSE(registry.find("two")->active);
  EXPECT_TRUE(before->active);
}

TEST(Registry, NamesAServiceThatCannotBeUpdated) {
  Registry registry;
  EXPECT_EQ(registry.update("no", [](Entry&) {}).error().message, "service no does not exist");
}

}  // namespace
}  // namespace zato::service
