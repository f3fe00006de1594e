#include "cli/config_changes.hpp"

#include <fmt/format.h>

#include <map>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/config_files.hpp"
#include "cli/output.hpp"

namespace zato::cli {

using base::Monotonic;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto kPause = 50ms;
constexpr auto kDeadAfter = 5s;  // without a sign of life: it loads everything when it comes back

// Who is left to wait for: servers whose heart still beats, by our clock.
class Stragglers {
 public:
  std::vector<std::string> living(const json& laggards) {
    std::vector<std::string> out;
    const auto now = Monotonic::now();
    for (const auto& laggard : laggards) {
      const auto server = laggard.value("server", "");
      const auto heartbeat = laggard.value("heartbeat", std::int64_t{0});
      auto& pulse = pulses_.try_emplace(server, Pulse{heartbeat, now}).first->second;
      if (pulse.heartbeat != heartbeat) pulse = {heartbeat, now};
      if (now - pulse.since < kDeadAfter)
        out.push_back(fmt::format("{} worker {}", server, laggard.value("worker", 0)));
    }
    return out;
  }

 private:
  struct Pulse {
    std::int64_t heartbeat;
    base::MonotonicTime since;
  };
  std::map<std::string, Pulse> pulses_;
};

}  // namespace

void require_no_problems(const json& plan, ExitCode failure) {
  for (const auto& warning : plan.value("warnings", json::array())) print_warning(warning.get<std::string>());
  if (print_problems(plan)) throw Failure(failure, "");
}

json apply_plan(AdminClient& admin, json input, const json& plan) {
  input["base_sequence"] = plan.value("base_sequence", std::int64_t{0});
  return admin.call("zato.config.apply", input);
}

void wait_until_applied(AdminClient& admin, std::int64_t sequence, std::chrono::milliseconds patience) {
  if (patience <= 0ms) return;
  const auto end = Monotonic::now() + patience;
  Stragglers stragglers;
  while (true) {
    const auto answer = admin.call("zato.config.get-laggards", {{"sequence", sequence}});
    const auto left = stragglers.living(answer.value("laggards", json::array()));
    if (left.empty()) return;
    if (Monotonic::now() >= end) {
      throw Failure(ExitCode::kServerTimeout,
                    fmt::format("change {} is stored, but not yet in force on {}", sequence, base::join(left, ", ")));
    }
    std::this_thread::sleep_for(kPause);
  }
}

Option wait_option() {
  return {.name = "wait",
          .help = "Seconds to wait until all live servers have applied the change; 0 does not wait.",
          .value = "SECONDS",
          .initial = "30"};
}

}  // namespace zato::cli
