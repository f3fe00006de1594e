// Signals as ordinary callbacks on a loop.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "rt/loop.hpp"

namespace zato::rt {

class Signals {
 public:
  // `handler(signo)` runs on the loop, outside fibers, for each of `numbers`, as long as this object lives.
  Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> handler);
  ~Signals();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::rt
