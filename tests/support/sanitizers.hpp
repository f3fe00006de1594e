// Builds with sanitizers: reports of started processes go to files, and every test fails that left one. Also fails
// tests that leave processes running. Both are checked after each test suite of a program that calls
// watch_for_leftovers() (integration/main.cpp).
#pragma once

#include <map>
#include <string>

namespace zato::test {

// Options for the sanitizers of started processes; empty in a plain build.
std::map<std::string, std::string> sanitizer_environment();

void watch_for_leftovers();

}  // namespace zato::test
