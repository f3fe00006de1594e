// Services that no one should write: what they do must hurt their own requests only (misbehaving_test.cpp).
#include <zato/service.hpp>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

using namespace std::chrono_literals;

void crash() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

void spin() {
  for (volatile unsigned long turns = 0;; turns = turns + 1) {
  }
}

std::unique_ptr<char[]> used_megabytes(std::size_t count) {
  const std::size_t size = count * 1'000'000;
  auto memory = std::make_unique<char[]>(size);
  std::memset(memory.get(), 1, size);
  return memory;
}

class Crash : public zato::Service {
  void handle() override { crash(); }
};

class Abort : public zato::Service {
  void handle() override { std::abort(); }
};

class Recurse : public zato::Service {
  void handle() override { response.payload = std::to_string(deeper(1)); }
  static int deeper(int depth) {
    volatile char frame[4096] = {};
    frame[depth % 4096] = 1;
    return depth < 0 ? 0 : deeper(depth + 1) + frame[0];
  }
};

class Spin : public zato::Service {
  void handle() override { spin(); }
};

class Hog : public zato::Service {
  void handle() override {
    std::vector<std::unique_ptr<char[]>> all;
    for (;;) all.push_back(used_megabytes(8));
  }
};

// Keeps what it takes, a little at a time.
class Leak : public zato::Service {
  void handle() override {
    static std::vector<std::unique_ptr<char[]>> kept;
    kept.push_back(used_megabytes(10));
    response.payload = "leaked";
  }
};

class Decent : public zato::Service {
  void handle() override { response.payload = "decent"; }
};

constexpr auto kThread = zato::Execution::kThread;
constexpr auto kCpu = zato::Execution::kCpu;

const zato::Register<Crash> crashes("misbehaving.crash");
const zato::Register<Crash> crashes_on_a_thread("misbehaving.crash-on-a-thread", {.execution = kThread});
const zato::Register<Abort> aborts("misbehaving.abort");
const zato::Register<Recurse> recurses("misbehaving.recurse");
const zato::Register<Spin> spins("misbehaving.spin");
const zato::Register<Spin> spins_on_a_thread("misbehaving.spin-on-a-thread", {.execution = kCpu, .timeout = 300ms});
const zato::Register<Hog> hog("misbehaving.hog");
const zato::Register<Hog> hog_on_a_thread("misbehaving.hog-on-a-thread", {.execution = kThread});
const zato::Register<Leak> leak("misbehaving.leak");
const zato::Register<Decent> decent("misbehaving.decent");

}  // namespace
