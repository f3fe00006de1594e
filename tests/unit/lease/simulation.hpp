// Five machines, one row, a virtual clock: processes that pause, die and come back, a database that stalls, loses
// answers and answers late, clocks that run at different rates. Watches whether the rules of a lease hold.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lease/machine.hpp"

namespace zato::lease {

struct Faults {
  bool pauses = false;
  bool stalls = false;
  bool crashes = false;
  std::string name() const;
};

class Simulation {
 public:
  static constexpr std::chrono::milliseconds kPatience{300};

  Simulation(unsigned seed, Faults faults);

  void run(std::chrono::milliseconds span);
  void end_faults();

  bool held() const;  // somebody works
  int tenures() const { return static_cast<int>(epochs_.size()); }
  const std::string& complaints() const { return complaints_; }

 private:
  struct Operation {
    Machine::Step step;
    Time sent;  // by the node's clock
    long applies_at, answers_at;
    bool fails;
    bool applied = false, good = false;
    Row row = {};
  };
  struct Node {
    int number;
    int run = 0;  // how often it was started
    double rate;  // of its clock
    long offset;
    std::unique_ptr<Machine> machine = nullptr;
    std::optional<Operation> operation = {};
    std::optional<Epoch> working = {};
    long stops_at = 0;  // its work, once the tenure is over
    long paused_until = 0;
  };

  Time clock_of(const Node& node) const;
  long chance(long most) { return std::uniform_int_distribution<long>(0, most)(random_); }
  bool one_in(long many) { return chance(many - 1) == 0; }

  void tick();
  void start(Node& node);
  void disturb(Node& node);
  void apply(Node& node);
  void answer(Node& node);
  void work(Node& node);
  void ask(Node& node);
  void check();
  void complain(const std::string& what);

  std::mt19937 random_;
  Faults faults_;
  long now_ = 1;  // milliseconds
  long stalled_until_ = 0;
  Row row_;
  std::vector<Node> nodes_;
  std::set<Epoch> epochs_;
  std::string complaints_;
};

}  // namespace zato::lease
