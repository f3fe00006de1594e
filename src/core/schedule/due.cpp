#include "schedule/due.hpp"

#include <algorithm>

namespace zato::schedule {

namespace {

// Up to `limit` of them in (after, until]; `next` is the one behind them.
Due walk(const Times& times, Instant after, Instant until, std::size_t limit) {
  Due out;
  out.next = times.next_after(after);
  while (out.next && *out.next <= until && out.times.size() < limit) {
    out.times.push_back(*out.next);
    out.next = times.next_after(*out.next);
  }
  return out;
}

Due one_for_all(const Times& times, Instant cursor, Instant first, Instant now) {
  const auto last = times.last_between(cursor, now).value_or(first);
  return {.times = {last}, .next = times.next_after(last), .left_out = last != first};
}

}  // namespace

Missed missed_named(std::string_view word) noexcept {
  if (word == "skip") return Missed::kSkip;
  return word == "all" ? Missed::kAll : Missed::kOnce;
}

Overlap overlap_named(std::string_view word) noexcept {
  if (word == "skip") return Overlap::kSkip;
  return word == "queue" ? Overlap::kQueue : Overlap::kAllow;
}

Due due(const Times& times, Instant cursor, Instant now, const DueRules& rules) {
  const auto first = times.next_after(cursor);
  if (!first || *first > now) return {.times = {}, .next = first};
  if (*first >= now - rules.grace) return walk(times, cursor, now, rules.limit);
  switch (rules.missed) {
    case Missed::kOnce:
      return one_for_all(times, cursor, *first, now);
    case Missed::kSkip: {
      // Just before the oldest that is not missed.
      auto out = walk(times, std::max(cursor, now - rules.grace - Duration(1)), now, rules.limit);
      out.left_out = true;
      return out;
    }
    case Missed::kAll: {
      const auto oldest = now - rules.catch_up_window;
      auto out = walk(times, std::max(cursor, oldest - Duration(1)), now, rules.limit);
      out.left_out = *first < oldest;
      return out;
    }
  }
  return {};
}

Decision decide(Overlap overlap, std::size_t unfinished) noexcept {
  if (unfinished == 0 || overlap == Overlap::kAllow) return Decision::kFire;
  return overlap == Overlap::kSkip ? Decision::kSkip : Decision::kWait;
}

}  // namespace zato::schedule
