// Random definitions at random instants against an evaluator that shares nothing with ours. ZATO_CRON_PAIRS=1000000
// makes the run long, ZATO_SEED repeats one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "schedule/cron_times.hpp"
#include "unit/schedule/brute_force.hpp"

namespace zato::schedule {
namespace {

using std::chrono::seconds;

constexpr int kPairs = 20000;
constexpr int kDays = 400;          // what the slow evaluator looks through
constexpr int kPairsOfAZone = 200;  // the C library reads a zone anew whenever it is another one

class Definitions {
 public:
  explicit Definitions(unsigned seed) : random_(seed) {}

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  int between(int min, int max) { return min + below(max - min + 1); }

  std::string next() {
    return field(0, 59, 1) + " " + field(0, 23, 2) + " " + field(1, 31, 4) + " " + month() + " " + weekday();
  }

 private:
  std::string item(int min, int max) {
    const int first = between(min, max);
    switch (below(6)) {
      case 0:
        return "*/" + std::to_string(between(1, max));
      case 1:
        return std::to_string(first) + "-" + std::to_string(between(first, max));
      case 2:
        return std::to_string(first) + "-" + std::to_string(between(first, max)) + "/" +
               std::to_string(between(1, max));
      case 3:
        return std::to_string(first) + "/" + std::to_string(between(1, max));
      default:
        return std::to_string(first);
    }
  }
  // The rarer a `*` in it, the more often a definition means few minutes.
  std::string field(int min, int max, int stars) {
    if (below(6) < stars) return "*";
    auto out = item(min, max);
    while (below(3) == 0) out += "," + item(min, max);
    return out;
  }
  std::string month() {
    static const char* const names[] = {"jan", "FEB", "Mar", "oct", "sep-nov", "feb-apr/2"};
    return below(5) == 0 ? names[below(6)] : field(1, 12, 4);
  }
  std::string weekday() {
    static const char* const names[] = {"sun", "MON", "mon-fri", "sat,sun", "7", "5-7"};
    return below(5) == 0 ? names[below(6)] : field(0, 7, 4);
  }

  std::mt19937 random_;
};

constexpr std::array kZones = {"UTC",           "Europe/Warsaw",       "America/New_York", "Australia/Lord_Howe",
                               "Asia/Kolkata",  "America/Sao_Paulo",   "Asia/Kathmandu",   "Africa/Casablanca",
                               "Europe/Dublin", "America/Los_Angeles", "Pacific/Chatham",  "Asia/Tehran"};

int number_from(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : otherwise;
}

// Near a change of clocks half of the time, where mistakes live.
std::time_t instant(Definitions& random, const Zone& zone) {
  const std::time_t any = std::time_t{946684800} + std::time_t{86400} * random.below(365 * 35) + random.below(86400);
  if (random.below(2) == 0) return any;
  const auto period = zone.period_at(std::chrono::sys_seconds(seconds(any)));
  if (period.end > std::chrono::sys_seconds(seconds(2051222400))) return any;
  return period.end.time_since_epoch().count() + random.between(-3 * 86400, 3 * 3600);
}

TEST(Cron, AgreesWithAnEvaluatorThatLooksAtEveryMinute) {
  const auto seed = static_cast<unsigned>(number_from("ZATO_SEED", static_cast<int>(std::random_device()() >> 1U)));
  const int pairs = number_from("ZATO_CRON_PAIRS", kPairs);
  std::printf("seed %u, %d pairs\n", seed, pairs);
  Definitions random(seed);
  int answers = 0;
  std::string zone_name;
  for (int i = 0; i < pairs; ++i) {
    const auto definition = random.next();
    if (i % kPairsOfAZone == 0)
      zone_name = kZones[static_cast<std::size_t>(random.below(static_cast<int>(kZones.size())))];
    const auto zone = Zone::find(zone_name);
    ASSERT_TRUE(zone) << zone.error().text();
    const auto after = instant(random, *zone);
    const auto cron = Cron::parse(definition);
    ASSERT_TRUE(cron) << definition << " " << cron.error().text();
    const auto ours = next_cron_time(*cron, *zone, Instant(seconds(after)));
    const auto theirs = test::brute_next(definition, zone_name, after, kDays);
    if (!theirs) {
      const auto limit = Instant(seconds(after + std::time_t{kDays} * 86400));
      ASSERT_TRUE(!ours || *ours >= limit)
          << definition << " in " << zone_name << " after " << after << ": " << text_of(*ours);
      continue;
    }
    ++answers;
    ASSERT_TRUE(ours) << definition << " in " << zone_name << " after " << after << ": nothing, not " << *theirs;
    ASSERT_EQ(text_of(*ours), text_of(Instant(seconds(*theirs))))
        << definition << " in " << zone_name << " after " << text_of(Instant(seconds(after)));
  }
  EXPECT_GT(answers, pairs / 2);
}

}  // namespace
}  // namespace zato::schedule
