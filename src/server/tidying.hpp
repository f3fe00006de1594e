// Tidying: removes old configuration changes from the ODB every ten minutes. Work of the singleton; owned by the
// keeper.
#pragma once

#include "rt/event.hpp"
#include "server/membership.hpp"
#include "server/singleton.hpp"

namespace zato::server {

class Tidying final : public SingletonWork {
 public:
  Tidying(rt::Loop& loop, Membership& membership) : loop_(loop), membership_(membership) {}

  // Does not wait for a removal that is under way: two who remove the same do no harm.
  void start(lease::Epoch epoch) override;
  void stop() override;

 private:
  void run(lease::Epoch epoch);

  rt::Loop& loop_;
  Membership& membership_;
  lease::Epoch epoch_ = 0;  // 0: stopped
  rt::Event stopped_;
};

}  // namespace zato::server
