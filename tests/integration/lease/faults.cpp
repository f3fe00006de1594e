#include "faults.hpp"

#include <signal.h>

#include "support/proc.hpp"

namespace zato::test {

Faults::Faults(Contest& contest, unsigned seed)
    : contest_(contest),
      random_(seed),
      paused_(static_cast<std::size_t>(contest.candidates())),
      away_(static_cast<std::size_t>(contest.candidates())),
      cut_off_(static_cast<std::size_t>(contest.candidates())) {}

void Faults::run(int faults) {
  for (int i = 0; i < faults; ++i) {
    begin_one();
    const auto next = Clock::now() + between(0.2, 1.5);
    while (Clock::now() < next) {
      end_due(Clock::now());
      let_last(5ms);
    }
  }
  end_due(Clock::time_point::max());
}

Millis Faults::between(double least, double most) {
  const double k = std::uniform_real_distribution<double>(least, most)(random_);
  return Millis(static_cast<Millis::rep>(k * static_cast<double>(contest_.keep_alive().count())));
}

void Faults::open(Millis span, std::function<void()> end) { open_.push_back({Clock::now() + span, std::move(end)}); }

void Faults::end_due(Clock::time_point now) {
  for (auto fault = open_.begin(); fault != open_.end();) {
    if (fault->until > now) {
      ++fault;
      continue;
    }
    fault->end();
    fault = open_.erase(fault);
  }
}

// Whoever has the role, half of the time; then somebody else.
int Faults::choose_victim() {
  if (!contest_.stalled() && random_() % 2 == 0) {
    if (const auto holder = contest_.holder()) return *holder;
  }
  return static_cast<int>(random_() % static_cast<unsigned>(contest_.candidates()));
}

void Faults::begin_one() {
  const int victim = choose_victim();
  const auto index = static_cast<std::size_t>(victim);
  const bool free = !paused_[index] && !away_[index] && !cut_off_[index];
  const auto dice = random_() % 100;
  if (dice % 4 == 3 && contest_.has_network() && !cut_off_[index]) return cut_off(victim);
  if (dice < 40 && free) return pause(victim);
  if (dice < 60 && free) return go_away(victim, false);
  if (dice < 70 && free && !contest_.stalled()) return go_away(victim, true);
  if (dice < 85 && !contest_.stalled()) return stall();
  if (has_libfaketime()) return jump(victim);
  ++counts_["none"];
}

void Faults::pause(int victim) {
  ++counts_["pauses"];
  paused_[static_cast<std::size_t>(victim)] = true;
  send_signal(contest_.pid(victim), SIGSTOP);
  open(between(0.1, 5), [this, victim] {
    send_signal(contest_.pid(victim), SIGCONT);
    paused_[static_cast<std::size_t>(victim)] = false;
  });
}

void Faults::go_away(int victim, bool in_order) {
  ++counts_[in_order ? "clean stops" : "kills"];
  away_[static_cast<std::size_t>(victim)] = true;
  in_order ? contest_.finish(victim) : contest_.kill(victim);
  open(between(0, 2), [this, victim] {
    contest_.start(victim);
    away_[static_cast<std::size_t>(victim)] = false;
  });
}

void Faults::stall() {
  ++counts_["stalls of the ODB"];
  if (!contest_.stall()) return;
  open(between(0.1, 3), [this] { contest_.resume(); });
}

// Away from the ODB, which the others see as it is.
void Faults::cut_off(int victim) {
  if (random_() % 4 == 0) {
    ++counts_["broken connections"];
    return contest_.break_connections(victim);
  }
  ++counts_["cuts off the ODB"];
  cut_off_[static_cast<std::size_t>(victim)] = true;
  contest_.cut_off(victim);
  open(between(0.1, 5), [this, victim] {
    contest_.reconnect(victim);
    cut_off_[static_cast<std::size_t>(victim)] = false;
  });
}

void Faults::jump(int victim) {
  ++counts_["clock jumps"];
  const int hours = static_cast<int>(random_() % 49) - 24;
  contest_.set_clock(victim, std::chrono::hours(hours));
}

std::string Faults::summary() const {
  std::string text;
  for (const auto& [name, count] : counts_) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  return text;
}

}  // namespace zato::test
