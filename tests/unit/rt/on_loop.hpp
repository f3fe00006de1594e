// What the tests of rt share.
#pragma once

#include <functional>

#include "rt/loop.hpp"

namespace zato::rt {

// Runs `body` on a fiber of a fresh loop until it returns.
inline void on_loop(const std::function<void(Loop&)>& body) {
  Loop loop;
  loop.spawn([&] {
    body(loop);
    loop.stop();
  });
  loop.run();
}

}  // namespace zato::rt
