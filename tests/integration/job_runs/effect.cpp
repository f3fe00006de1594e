// What the jobs of the scenarios run: its effect is a line that says which run of which job it was, how often it was
// delivered, and when it began and ended. `extra`: {"file": …, "takes_ms": …}.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

long long now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class Effect : public zato::Service {
  void handle() override {
    const auto input = request.payload.as<zato::Json>();
    const auto begun = now_ms();
    if (const auto takes = input.value("takes_ms", 0); takes > 0) (*this).sleep(std::chrono::milliseconds(takes));
    const auto line = delivery.idempotency_key + " " + std::to_string(delivery.attempt) + " " + std::to_string(begun) +
                      " " + std::to_string(now_ms()) + " " + channel->type + "\n";
    const auto path = input.at("file").get<std::string>();
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const auto written = file < 0 ? -1 : ::write(file, line.data(), line.size());
    ::close(file);
    if (written != static_cast<ssize_t>(line.size())) throw std::runtime_error("not written: " + path);
  }
};

const zato::Register<Effect> effect("jobs.effect");

}  // namespace
