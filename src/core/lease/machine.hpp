// Machine: the rules of a lease without I/O (docs/design/0022). Told what the row said and what became of our
// statements, it says what to do next and whether the role is ours. Lease (lease.hpp) drives it; tests drive it with a
// clock of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lease/clock.hpp"

namespace zato::lease {

using Epoch = std::int64_t;  // of one tenure; grows with each

// What the ODB holds of a role. Nobody has ever held it: epoch 0.
struct Row {
  std::string holder = {};  // empty: given up
  Epoch epoch = 0;
  std::int64_t counter = 0;               // grows with each renewal
  std::chrono::milliseconds patience{0};  // K of the holder: who follows grants it at least that

  bool operator==(const Row&) const = default;
};

struct Times {
  std::chrono::milliseconds patience{5000};  // K
  Duration renew{};                          // between two renewals
  Duration retry{};                          // after one that failed
  Duration poll{};                           // between two looks at another's row

  // `keep_alive` is K where `grace` is 3; more grace makes everyone wait longer without renewing less often.
  static Times of(std::chrono::milliseconds keep_alive, double grace = 3);

  Duration hold() const { return patience * 12 / 10; }  // after sending the last good renewal
  static Duration take_over(std::chrono::milliseconds patience) { return Duration(patience) * 16 / 10; }
};

class Machine {
 public:
  // `holder` names one run of one process: another run must have another name.
  Machine(std::string holder, Times times);

  struct Step {
    enum class Kind { kWait, kRead, kTake, kRenew } kind = Kind::kWait;
    Time until = Time::max();  // kWait
    Row row = {};              // kTake: only where the row still is this one. kRenew: its epoch is ours.
    Epoch epoch = 0;           // kTake: to become ours
  };
  Step next(Time now) const;

  // Each answer with the time at which its statement was sent: a tenure is counted from there.
  void saw(Time now, const Row& row);
  void took(Time sent, Time now, const Step& step, bool won);
  void renewed(Time sent, Time now, bool still_ours);
  void failed(Time now);  // no answer, or an error: whether the statement had an effect is unknown

  // The tenure whose epoch our work may use now. What is over is over: an answer that comes too late does not bring it
  // back.
  std::optional<Epoch> in_effect(Time now) const;
  Time in_effect_until() const;  // Time::max() where there is no tenure

  // There is a tenure and its time is up. Nothing else happens until its work was stopped, and stopped() says so.
  bool over(Time now) const { return tenure_ && !in_effect(now); }
  void stopped();
  void resign();                   // ends the tenure now
  void resign_below(Epoch epoch);  // and its followers have higher epochs

  const std::optional<Row>& row() const { return row_; }  // as last seen or written
  Time row_since() const { return row_since_; }           // its counter has been this one since then, as far as we know

 private:
  struct Tenure {
    Epoch epoch;
    Time until;
  };

  void note(Time now, const Row& row);

  const std::string holder_;
  const Times times_;
  std::optional<Row> row_;
  Time row_since_{};
  Time next_look_{};        // next statement, whichever it is, unless the role can be taken earlier
  bool look_first_ = true;  // the row may have changed since we know it
  Epoch highest_ = 0;       // ever seen: a database restored from a backup must not make epochs repeat
  std::optional<Tenure> tenure_;
};

}  // namespace zato::lease
