// The inbox of messages on every engine: the effect and the note that it was made are one transaction, so a message
// that is delivered again has no second effect, whenever its worker died.
#include <atomic>
#include <thread>

#include "engine.hpp"
#include "odb/transaction.hpp"
#include "zato/messages.hpp"

namespace zato::odb {
namespace {

class Inboxes : public WithCluster {
 protected:
  Inboxes() {
    for (const auto* sql : {kCreateInbox, kCreateInbox, "CREATE TABLE effect (number BIGINT)"})
      expect_ok(connection()->execute(sql));
  }

  // One attempt of a service: false where an earlier one has committed.
  static base::Result<bool> deliver(Connection& connection, const zato::Delivery& delivery, bool dies = false) {
    return in_transaction(connection, Mode::kWrite, [&]() -> base::Result<bool> {
      base::Result<std::int64_t> noted = 0;
      const bool first = delivery.is_first([&](const std::string& sql) {
        noted = connection.execute(sql);
        return noted.value_or(0);
      });
      if (!noted) return base::fail(noted.error());
      if (first) ZATO_CHECK(connection.execute("INSERT INTO effect (number) VALUES (1)"));
      if (dies) return base::fail(base::Code::kInternal, "the worker died");
      return first;
    });
  }
  std::int64_t effects() const { return expect_ok(connection()->query("SELECT count(*) FROM effect"))[0].integer(0); }
};

TEST_P(Inboxes, MakeTheEffectOfAMessageHappenOnce) {
  const auto session = connection();
  EXPECT_FALSE(deliver(*session, {.id = "K1", .attempt = 1}, true));
  EXPECT_EQ(effects(), 0) << "neither the effect nor the note";
  EXPECT_TRUE(expect_ok(deliver(*session, {.id = "K1", .attempt = 2})));
  EXPECT_FALSE(expect_ok(deliver(*session, {.id = "K1", .attempt = 3}))) << "it died after the transaction";
  EXPECT_EQ(effects(), 1);
  EXPECT_TRUE(expect_ok(deliver(*session, {.id = "K2"})));
  EXPECT_EQ(effects(), 2);
}

TEST_P(Inboxes, KnowMessagesByTheirKeyWhereTheyHaveOne) {
  const auto session = connection();
  EXPECT_TRUE(expect_ok(deliver(*session, {.id = "K1", .idempotency_key = "it's"})));
  EXPECT_FALSE(expect_ok(deliver(*session, {.id = "K2", .idempotency_key = "it's"})));
  EXPECT_TRUE(expect_ok(deliver(*session, {.id = "it's"})));
  EXPECT_EQ(effects(), 2);
}

TEST_P(Inboxes, LetServicesPassThatAreInvokedDirectly) {
  const auto session = connection();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(expect_ok(deliver(*session, {})));
  EXPECT_EQ(effects(), 2);
}

// Two workers have the same message: one was only slow, not dead.
TEST_P(Inboxes, LetOneOfTwoDeliveriesThroughThatRunAtTheSameTime) {
  constexpr int kMessages = 30;
  std::atomic<int> firsts{0};
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 2; ++worker) {
    workers.emplace_back([&] {
      const auto session = connection();
      for (int i = 0; i < kMessages; ++i) {
        while (true) {  // as the consumer does: what fails is delivered again
          const auto first = deliver(*session, {.id = "K" + std::to_string(i)});
          if (!first) continue;
          firsts += *first;
          break;
        }
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(firsts, kMessages);
  EXPECT_EQ(effects(), kMessages);
}

ZATO_ON_EVERY_ENGINE(Inboxes);

}  // namespace
}  // namespace zato::odb
