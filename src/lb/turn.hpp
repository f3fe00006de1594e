// Turn: one fiber at a time through a section that waits inside. Used by the balancer only.
#pragma once

#include "rt/event.hpp"

namespace zato::lb {

class Turn {
 public:
  // Fiber of the loop that all users run on. Held until the Holder goes.
  class Holder {
   public:
    explicit Holder(Turn& turn) : turn_(turn) {
      while (turn_.taken_) {
        turn_.free_.reset();
        turn_.free_.wait();
      }
      turn_.taken_ = true;
    }
    ~Holder() {
      turn_.taken_ = false;
      turn_.free_.set();
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

   private:
    Turn& turn_;
  };

 private:
  bool taken_ = false;
  rt::Event free_;
};

}  // namespace zato::lb
