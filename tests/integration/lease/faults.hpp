// Faults: does at random what a night in a data centre does to the candidates of a contest. The same seed does the
// same.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <random>
#include <string>

#include "contest.hpp"

namespace zato::test {

class Faults {
 public:
  Faults(Contest& contest, unsigned seed);

  void run(int faults);  // one after the other, overlapping in part; all of them are over when it returns
  std::string summary() const;

 private:
  struct Open {
    Clock::time_point until;
    std::function<void()> end;
  };

  void begin_one();
  void pause(int victim);
  void go_away(int victim, bool in_order);
  void stall();
  void jump(int victim);
  void cut_off(int victim);
  void end_due(Clock::time_point now);
  int choose_victim();
  Millis between(double least, double most);  // in K
  void open(Millis span, std::function<void()> end);

  Contest& contest_;
  std::mt19937 random_;
  std::list<Open> open_;
  std::vector<bool> paused_, away_, cut_off_;
  std::map<std::string, int> counts_;
};

}  // namespace zato::test
