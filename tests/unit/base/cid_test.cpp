#include "base/cid.hpp"

#include <gmock/gmock.h>

#include <set>

namespace zato::base {
namespace {

TEST(Cid, IsKAndThirtyNineDigits) {
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(new_cid(), testing::MatchesRegex("K[0-9]{39}"));
}

TEST(Cid, IsDifferentEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(new_cid());
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Cid, UsesTheWholeRangeOf128Bits) {
  // 2^128 has 39 digits beginning with 3: some of a thousand identifiers must use the first digit.
  int large = 0;
  for (int i = 0; i < 1000; ++i) large += new_cid()[1] != '0';
  EXPECT_GT(large, 500);
}

}  // namespace
}  // namespace zato::base
