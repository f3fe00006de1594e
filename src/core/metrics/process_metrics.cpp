#include "metrics/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/clock.hpp"

namespace zato::metrics {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "re"), &std::fclose);
  long total = 0;
  long resident = 0;
  if (!file || std::fscanf(file.get(), "%ld %ld", &total, &resident) != 2) return 0;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void add_process_metrics(Registry& registry, std::string_view process) {
  auto resident = registry
                      .gauge({.name = "zato_process_resident_memory_bytes",
                              .help = "Memory of the process that is in RAM, shared pages included.",
                              .unit = "bytes",
                              .labels = {"process"}})
                      .with({process});
  auto cpu = registry
                 .gauge({.name = "zato_process_cpu_seconds",
                         .help = "CPU time that the process has used since its start.",
                         .unit = "seconds",
                         .labels = {"process"}})
                 .with({process});
  auto start = registry
                   .gauge({.name = "zato_process_start_time_seconds",
                           .help = "When the process was started, as Unix time.",
                           .unit = "seconds",
                           .labels = {"process"},
                           .combine = Combine::kMax})
                   .with({process});
  start.set(std::chrono::duration<double>(base::Wall::now().time_since_epoch()).count());
  registry.before_snapshot([resident, cpu]() mutable {
    resident.set(resident_bytes());
    cpu.set(cpu_seconds());
  });
}

}  // namespace zato::metrics
