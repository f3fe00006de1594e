// What schedulers cost: memory and start with many jobs, lateness at many fires per second, CPU when nothing is due.
// Usage: scheduler_bench [JOBS] [FIRES_PER_SECOND] [SECONDS]
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "integration/scheduler/world.hpp"
#include "support/proc.hpp"

namespace {

using namespace zato;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

double cpu_seconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream rest(text.substr(text.rfind(')') + 2));
  std::string skip;
  for (int i = 0; i < 11; ++i) rest >> skip;
  double user = 0, system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double since(Steady::time_point begun) { return std::chrono::duration<double>(Steady::now() - begun).count(); }

double start(test::World& world, int jobs) {
  const auto begun = Steady::now();
  world.start("one", {.settings = {{"scheduler/keep_alive", "5"}}});
  test::wait_until("the scheduler is active", 120s, [&] { return world.metric("one", "zato_scheduler_jobs") >= jobs; });
  return since(begun);
}

// When nothing is due.
void idle(int jobs) {
  test::World world;
  objects::SchedulerJob yearly;
  yearly.job_type = "cron_style";
  yearly.cron_definition = "0 0 1 1 *";
  world.add_jobs(jobs, yearly);
  const auto first = start(world, jobs);
  const auto pid = world.scheduler("one").pid();
  std::this_thread::sleep_for(10s);  // it notes the jobs that it sees for the first time
  const auto before = cpu_seconds(pid);
  std::this_thread::sleep_for(20s);
  std::printf("%d jobs: active after %.2f s, resident %.1f MB, CPU when nothing is due %.2f %%\n", jobs, first,
              static_cast<double>(test::resident_bytes(pid)) / 1e6, (cpu_seconds(pid) - before) / 20 * 100);
  world.scheduler("one").stop();
  std::printf("started again: active after %.2f s\n", start(world, jobs));
}

constexpr auto kLead = 150s;  // to write the jobs and to start
constexpr const char* kBounds[] = {"0.001", "0.002", "0.005", "0.01", "0.02", "0.05",
                                   "0.1",   "0.25",  "1.0",   "5.0",  "60.0", "+Inf"};

std::vector<double> lateness(const test::World& world) {
  std::vector<double> out;
  for (const auto* bound : kBounds) {
    out.push_back(world.metric("one", std::string("zato_scheduler_lateness_seconds_bucket{le=\"") + bound + "\"}"));
  }
  return out;
}

// `jobs` with an interval such that `rate` are due in each second, spread over it. The first runs come once all jobs
// are known.
void busy(int jobs, int rate, int seconds) {
  test::World world;
  objects::SchedulerJob job;
  job.seconds = jobs / rate;
  const auto base = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + kLead;
  for (int i = 0; i < jobs; i += jobs / 1000) {
    const auto offset = std::chrono::milliseconds(static_cast<std::int64_t>(i) * 1000 * *job.seconds / jobs);
    job.start_date = schedule::text_of(base + offset);
    world.add_jobs(jobs / 1000, job);
  }
  start(world, jobs);
  const auto pid = world.scheduler("one").pid();
  std::this_thread::sleep_until(base + 5s);
  const auto before = cpu_seconds(pid);
  const auto fires = world.metric("one", "zato_scheduler_fires");
  const auto early = lateness(world);
  const auto begun = Steady::now();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const auto took = since(begun);
  std::printf("%d jobs, %.0f fires per second: resident %.1f MB, CPU %.0f %%\n", jobs,
              (world.metric("one", "zato_scheduler_fires") - fires) / took,
              static_cast<double>(test::resident_bytes(pid)) / 1e6, (cpu_seconds(pid) - before) / took * 100);
  const auto late = lateness(world);
  for (std::size_t i = 0; i < late.size(); ++i) {
    const auto all = late.back() - early.back();
    std::printf("  late by at most %s s: %.2f %%\n", kBounds[i], all == 0 ? 0 : (late[i] - early[i]) / all * 100);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int jobs = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int rate = argc > 2 ? std::atoi(argv[2]) : 1000;
  const int seconds = argc > 3 ? std::atoi(argv[3]) : 30;
  idle(jobs);
  busy(jobs, rate, seconds);
}
