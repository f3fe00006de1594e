// Lease: a role of which a cluster has one, held by one process at a time: the singleton among servers (the keeper),
// the active one among schedulers. Competes for the role until release(), says when it is ours and when it is not any
// more.
//
// Everything on one loop. The order of one tenure: on_acquired(epoch), work, on_lost(epoch). The epoch goes into every
// order that the work gives, and who takes orders refuses a lower one than it has seen (fence.hpp): that, not the
// clock, is what keeps a holder that was stopped in the middle of a statement from doing harm.
#pragma once

#include <functional>
#include <memory>

#include "lease/machine.hpp"
#include "lease/store.hpp"
#include "rt/loop.hpp"

namespace zato::lease {

// Who holds a role, as far as we know.
struct State {
  std::string holder = {};  // empty: nobody, or nothing is known yet
  Epoch epoch = 0;
  bool ours = false;  // in effect
  Duration age{};     // since the last renewal that we know of, by our clock
};

class Lease {
 public:
  struct Options {
    std::string holder;  // new_holder("server1")
    Times times = Times::of(std::chrono::seconds(5));
    // Both on a fiber of their own, one after the other; renewals go on meanwhile. on_lost must have stopped all work
    // within 0.4 K when it returns: then others may begin theirs. Before the role is competed for again both have
    // returned.
    std::function<void(Epoch)> on_acquired = [](Epoch) {};
    std::function<void(Epoch)> on_lost = [](Epoch) {};
    std::function<Time()> now = BootClock::now;
  };

  // `store` must live until release() has returned true or the loop is gone.
  Lease(rt::Loop& loop, Store& store, Options options);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  void start();  // once

  // Stops the work, gives the role up and competes no more. On a fiber. False when the ODB could not be told in time:
  // others then wait as if we had died. The work is stopped all the same.
  bool release(rt::Deadline deadline);

  // Ends the tenure, if there is one, and competes on with epochs above this one: others have seen it, the ODB has
  // forgotten it.
  void restart_above(Epoch epoch);

  // To be asked right before each order: null when the role is not ours (any more).
  std::optional<Epoch> epoch() const;
  State state() const;

 private:
  struct Impl;
  rt::Loop& loop_;
  std::shared_ptr<Impl> impl_;  // shared with the fibers
  bool started_ = false;
};

// "server1#0123456789abcdef": different for each run, so that nobody is taken for the one before.
std::string new_holder(std::string_view name);
std::string_view name_of_holder(std::string_view holder);  // "server1"

}  // namespace zato::lease
