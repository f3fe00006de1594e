// Entry of every integration test program: after each test suite nothing may run on, and no sanitizer may have
// complained.
#include <gtest/gtest.h>

#include "support/sanitizers.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  zato::test::watch_for_leftovers();
  return RUN_ALL_TESTS();
}
