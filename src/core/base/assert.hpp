// ZATO_ASSERT: an invariant of ours, checked in every build. A broken one ends the process; its supervisor starts a new one.
#pragma once

#include <cstdio>
#include <cstdlib>

#define ZATO_ASSERT(condition, why)                                                                    \
  do {                                                                                                 \
    if (!(condition)) [[unlikely]] {                                                                   \
      std::fprintf(stderr, "%s:%d: broken invariant: %s (%s)\n", __FILE__, __LINE__, why, #condition); \
      std::abort();                                                                                    \
    }                                                                                                  \
  } while (false)
