// What it costs to run a service, without HTTP: nanoseconds of processor time per call of a service that does nothing. invoke [CALLS]
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "rt/loop.hpp"
#include "service/invoker.hpp"
#include "service/module.hpp"
#include "zato/service.hpp"

namespace {

using namespace zato;

class Nothing : public zato::Service {
  void handle() override {}
};
class Nests : public zato::Service {
  void handle() override { invoke("nothing"); }
};
class Sleeps : public zato::Service {
  void handle() override { sleep(std::chrono::nanoseconds(1)); }
};
class Throws : public zato::Service {
  void handle() override { throw zato::NotFound("customer {}", 1); }
};

const zato::Register<Nothing> nothing("nothing");
const zato::Register<Nothing> on_thread("on-thread", {.execution = zato::Execution::kThread});
const zato::Register<Nests> nests("nests");
const zato::Register<Sleeps> sleeps("sleeps");
const zato::Register<Throws> throws("throws");

void measure(service::Invoker& invoker, const char* name, int calls) {
  const auto channel = std::make_shared<const zato::Channel>();
  const std::clock_t started = std::clock();
  for (int i = 0; i < calls; ++i) {
    const auto reply =
        invoker.invoke({.service = name, .channel = channel, .cid = "K0123456789012345678901234567890123456789"});
    if (!reply) std::abort();
  }
  std::printf("%-10s %8.0f ns\n", name, 1e9 * static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC / calls);
}

}  // namespace

int main(int argc, char** argv) {
  const int calls = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  service::Registry registry;
  std::vector<service::Entry> entries;
  for (const auto* one = zato_module()->services; one; one = one->next) entries.push_back(service::make_entry(*one));
  if (!registry.replace("bench", std::move(entries))) return 1;
  rt::Loop loop;
  service::Invoker invoker(loop, registry, {});
  loop.spawn([&] {
    measure(invoker, "nothing", calls);
    measure(invoker, "nests", calls);
    measure(invoker, "throws", calls / 10);
    measure(invoker, "sleeps", calls / 10);
    measure(invoker, "on-thread", calls / 10);
    loop.stop();
  });
  loop.run();
  return 0;
}
