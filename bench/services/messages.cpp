// Services of the case `messages`. bench.accept makes one asynchronous invocation, bench.nothing is
// what it invokes. bench.latency tells how long it took from invoke_async to the service that runs.
#include <chrono>
#include <string>
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Nothing : public zato::Service {
  void handle() override {}
};

class Accept : public zato::Service {
  void handle() override { invoke_async("bench.nothing", std::string(512, 'x')); }
};

std::int64_t arrived_after_us = -1;  // of the last one; a worker's services share a thread

class Arrived : public zato::Service {
  void handle() override {
    arrived_after_us = now_us() - request.payload.as<zato::Json>().at("at").get<std::int64_t>();
  }
};

class Latency : public zato::Service {
  void handle() override {
    arrived_after_us = -1;
    invoke_async("bench.arrived", zato::Json{{"at", now_us()}});
    while (arrived_after_us < 0) sleep(std::chrono::microseconds(200));
    response.payload = std::to_string(arrived_after_us);
  }
};

const zato::Register<Nothing> nothing("bench.nothing");
const zato::Register<Accept> accept_one("bench.accept");
const zato::Register<Arrived> arrived("bench.arrived");
const zato::Register<Latency> latency("bench.latency");

}  // namespace
