#include "scheduler/outbox.hpp"

#include <gtest/gtest.h>

namespace zato::scheduler {
namespace {

using namespace std::chrono_literals;
using jobs::Instant;

const Instant kAt = *schedule::parse_instant("2026-11-21 10:00:00");

Outgoing item(schema::Id job, Instant due) { return {.key = {job, kAt}, .cid = "K1", .manual = false, .due = due}; }

TEST(Outbox, GivesInOrderWhatIsDue) {
  Outbox outbox;
  EXPECT_TRUE(outbox.add(item(1, kAt + 2s)));
  EXPECT_TRUE(outbox.add(item(2, kAt + 1s)));
  EXPECT_TRUE(outbox.add(item(3, kAt + 9s)));
  const auto due = outbox.take(kAt + 5s, 10);
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].key.job_id, 2);
  EXPECT_EQ(outbox.next(), kAt + 9s);
}

TEST(Outbox, HasEachRunOnceUntilItIsForgotten) {
  Outbox outbox;
  ASSERT_TRUE(outbox.add(item(1, kAt)));
  EXPECT_FALSE(outbox.add(item(1, kAt)));
  ASSERT_EQ(outbox.take(kAt, 10).size(), 1u);
  EXPECT_FALSE(outbox.add(item(1, kAt))) << "it is on its way";
  outbox.forget({1, kAt});
  EXPECT_TRUE(outbox.add(item(1, kAt)));
}

TEST(Outbox, TakesBackWhatCouldNotBeSent) {
  Outbox outbox;
  ASSERT_TRUE(outbox.add(item(1, kAt)));
  auto due = outbox.take(kAt, 10);
  due[0].due = kAt + 1s;
  outbox.put_back(due[0]);
  EXPECT_EQ(outbox.next(), kAt + 1s);
}

}  // namespace
}  // namespace zato::scheduler
