// demo.sleep: waits, by default for a second, without keeping anything else from running. Thousands may wait at a time.
//   GET /demo/sleep?ms=250
#include <chrono>

#include <zato/service.hpp>

namespace {

class Sleep : public zato::Service {
  void handle() override {
    const std::chrono::milliseconds duration(request.http.query.number("ms", 1000));
    if (duration.count() < 0 || duration > std::chrono::minutes(10)) throw zato::BadRequest("`ms` must be 0 to 600000");
    sleep(duration);
    response.payload = zato::format("slept {} ms\n", duration.count());
  }
};

const zato::Register<Sleep> registered("demo.sleep");

}  // namespace
