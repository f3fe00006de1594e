// demo.cpu: counts the primes below a limit. Computing for long on the event loop would make everybody wait, so this
// service asks for a thread of the pool that is meant for it.
//   GET /demo/cpu?limit=1000000
#include <cstddef>
#include <vector>

#include <zato/service.hpp>

namespace {

std::size_t primes_below(std::size_t limit) {
  std::vector<bool> composite(limit, false);
  std::size_t count = 0;
  for (std::size_t n = 2; n < limit; ++n) {
    if (composite[n]) continue;
    ++count;
    for (std::size_t multiple = n * n; multiple < limit; multiple += n) composite[multiple] = true;
  }
  return count;
}

class Cpu : public zato::Service {
  void handle() override {
    const auto limit = request.http.query.number<std::size_t>("limit", 1'000'000);
    if (limit > 1'000'000'000) throw zato::BadRequest("`limit` must be at most 1000000000");
    response.payload = zato::format("{}\n", primes_below(limit));
  }
};

const zato::Register<Cpu> registered("demo.cpu", {.execution = zato::Execution::kCpu});

}  // namespace
