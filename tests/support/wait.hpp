// Waiting on conditions with deadlines: the only place of the tests that lets time pass. Used by every other file here.
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace zato::test {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A sanitizer build is several times slower: deadlines given by tests are multiplied by this before use.
int slowness();

class WaitTimeout : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Polls until the condition holds; false when `within` has passed first.
bool eventually(Millis within, const std::function<bool()>& condition);

// The same, and throws WaitTimeout with "<what>: not within N ms" (plus `detail()`, when given) instead of returning
// false.
void wait_until(std::string_view what, Millis within, const std::function<bool()>& condition,
                const std::function<std::string()>& detail = {});

// True when the condition holds at every look during `span`. For "nothing happens" checks; keep the span short.
bool holds_for(Millis span, const std::function<bool()>& condition);

// Lets a fault that the test has made last so long. Never to wait for something to happen.
void let_last(std::chrono::microseconds span);

}  // namespace zato::test
