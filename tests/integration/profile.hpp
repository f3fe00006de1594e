// How heavy a scenario runs: quick in every run, long (ZATO_TEST_PROFILE=long, ctest label long) for confidence.
#pragma once

#include <cstdlib>
#include <string_view>

namespace zato::test {

inline bool long_profile() {
  const char* profile = std::getenv("ZATO_TEST_PROFILE");
  return profile != nullptr && std::string_view(profile) == "long";
}

template <class T>
T by_profile(T quick, T heavy) {
  return long_profile() ? heavy : quick;
}

}  // namespace zato::test
