#include "server/tidying.hpp"

#include "log/log.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.tidying"};
constexpr auto kPause = 10min;

}  // namespace

void Tidying::start(lease::Epoch epoch) {
  epoch_ = epoch;
  stopped_.reset();
  loop_.spawn([this, epoch] { run(epoch); });
}

void Tidying::stop() {
  epoch_ = 0;
  stopped_.set();
}

void Tidying::run(lease::Epoch epoch) {
  while (epoch_ == epoch) {
    const auto forgotten = membership_.forget_old_changes();
    if (!forgotten) {
      kLog.warning("old configuration changes could not be removed from the ODB: {}", forgotten.error().text());
    } else if (*forgotten > 0) {
      kLog.info("{} old configuration changes were removed from the ODB", *forgotten);
    }
    if (epoch_ == epoch) stopped_.wait(rt::Deadline::after(kPause));
  }
}

}  // namespace zato::server
