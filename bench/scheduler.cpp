// What schedulers cost: memory and start with many jobs, lateness at many fires per second, CPU when nothing is due;
// how long jobs wait when the active one dies. Prints numbers as JSON; the case `scheduler` of bench/run shows them.
// Usage: scheduler_bench JOBS FIRES_PER_SECOND SECONDS KILLS
#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "integration/scheduler/world.hpp"
#include "support/proc.hpp"

namespace {

using namespace zato;
using namespace std::chrono_literals;
using nlohmann::json;
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

double megabytes(pid_t pid) { return static_cast<double>(test::resident_bytes(pid)) / 1e6; }

// When nothing is due.
json idle(int jobs) {
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
  const auto cpu = (cpu_seconds(pid) - before) / 20 * 100;
  const auto memory = megabytes(pid);
  world.scheduler("one").stop();
  return {{"first_start_s", first}, {"memory_mb", memory}, {"cpu_percent", cpu}, {"start_s", start(world, jobs)}};
}

// To write the jobs and to start.
std::chrono::seconds lead(int jobs) { return std::chrono::seconds(15 + jobs / 1500); }

// (upper bound in seconds, fires that were not later)
using Buckets = std::vector<std::pair<double, double>>;

Buckets lateness(const test::World& world) {
  const auto text = world.metrics("one");
  static const std::regex pattern(R"re(zato_scheduler_lateness_seconds_bucket\{le="([^"]+)"\} ([0-9.e+]+))re");
  Buckets out;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    out.emplace_back((*at)[1] == "+Inf" ? 1e9 : std::stod((*at)[1]), std::stod((*at)[2]));
  }
  return out;
}

// Between two looks, in seconds; within a bucket as if its fires were spread evenly.
double percentile(const Buckets& early, const Buckets& late, double share) {
  const auto wanted = (late.back().second - early.back().second) * share;
  double bound = 0, below = 0;
  for (std::size_t i = 0; i < late.size(); ++i) {
    const auto count = late[i].second - early[i].second;
    if (count >= wanted && count > below) return bound + (late[i].first - bound) * (wanted - below) / (count - below);
    bound = late[i].first;
    below = count;
  }
  return bound;
}

// `jobs` with an interval such that `rate` are due in each second, spread over it. The first runs come once all jobs
// are known.
json busy(int jobs, int rate, int seconds) {
  test::World world;
  objects::SchedulerJob job;
  job.seconds = jobs / rate;
  const auto base = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + lead(jobs);
  for (int i = 0; i < jobs; i += jobs / 1000) {
    const auto offset = std::chrono::milliseconds(static_cast<std::int64_t>(i) * 1000 * *job.seconds / jobs);
    job.start_date = schedule::text_of(base + offset);
    world.add_jobs(jobs / 1000, job);
  }
  start(world, jobs);
  const auto pid = world.scheduler("one").pid();
  // Where writing the jobs took longer than was thought, the first runs are catching up.
  std::this_thread::sleep_until(std::max(base, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())) + 10s);
  const auto before = cpu_seconds(pid);
  const auto fires = world.metric("one", "zato_scheduler_fires");
  const auto early = lateness(world);
  const auto begun = Steady::now();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const auto took = since(begun);
  const auto late = lateness(world);
  return {{"fires_per_s", (world.metric("one", "zato_scheduler_fires") - fires) / took},
          {"memory_mb", megabytes(pid)},
          {"cpu_percent", (cpu_seconds(pid) - before) / took * 100},
          {"p50_ms", percentile(early, late, 0.5) * 1000},
          {"p99_ms", percentile(early, late, 0.99) * 1000},
          {"p999_ms", percentile(early, late, 0.999) * 1000}};
}

// From the kill of the active one to the first run that another one sends, K = 1 s.
json failover(int kills) {
  test::World world;
  objects::SchedulerJob job;
  job.seconds = 1;
  world.add_jobs(10, job);
  world.start("one");
  world.start("two");
  std::vector<double> killed, stopped;
  const auto measure = [&](bool kill) {
    test::wait_until("somebody fires", 20s, [&] {
      const auto active = world.active();
      return !active.empty() && world.metric(active, "zato_scheduler_fires") > 0;
    });
    const auto active = world.active();
    const std::string other = active == "one" ? "two" : "one";
    const auto fires = world.metric(other, "zato_scheduler_fires");
    const auto begun = Steady::now();
    world.scheduler(active).signal(kill ? SIGKILL : SIGTERM);
    test::wait_until("the other one is active", 20s, [&] {
      return world.metric(other, "zato_scheduler_active") == 1 && world.metric(other, "zato_scheduler_fires") > fires;
    });
    (kill ? killed : stopped).push_back(since(begun));
    world.scheduler(active).wait();
    world.start(active);
  };
  for (int i = 0; i < kills; ++i) measure(true);
  for (int i = 0; i < kills / 2; ++i) measure(false);
  return {{"killed_s", killed}, {"stopped_s", stopped}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const int jobs = std::atoi(argv[1]);
  const json out{{"idle", idle(jobs)},
                 {"busy", busy(jobs, std::atoi(argv[2]), std::atoi(argv[3]))},
                 {"failover", failover(std::atoi(argv[4]))}};
  std::printf("%s\n", out.dump().c_str());
}
