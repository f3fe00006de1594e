#include "server/parent.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <utility>

#include "base/file.hpp"
#include "config/settings.hpp"
#include "log/log.hpp"
#include "metrics/region.hpp"
#include "process/component.hpp"
#include "process/exit_codes.hpp"
#include "process/listen.hpp"
#include "process/notify.hpp"
#include "process/proc_fs.hpp"
#include "process/supervisor.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

constexpr log::Logger kLog{"zato.server"};

// A worker ends by itself when its time is over; only one that does not is killed.
constexpr std::chrono::seconds kLastSteps{3};

// What must exist for the whole life of the server, in the order in which it is made.
struct Parts {
  process::ComponentLock lock;
  config::ServerSettings settings;
  base::UniqueFd listener;
  metrics::RegionBoard metrics;
};

// Exit code and the one line that tells why. Where the code is not that of a wrong configuration it says more than the
// line.
struct StartFailure {
  int exit_code;
  base::Error error;
};

int exit_code_of_listening(const base::Error& error) {
  return error.code == base::Code::kAlreadyExists ? process::kExitPortInUse : process::kExitBootError;
}

std::string child_program() { return (base::executable_directory() / "zato-server-child").string(); }

std::vector<process::Role> roles(const config::ServerSettings& settings, const fs::path& directory) {
  return {
      {.name = "worker",
       .count = static_cast<int>(settings.main.workers),
       .argv = {child_program(), "worker", directory.string()},
       .listens = true,
       .scalable = true,
       .oom_score_adj = 300},
      // Two keepers at a time would be two members of the cluster with one name.
      {.name = "keeper", .argv = {child_program(), "keeper", directory.string()}, .overlaps = false, .oom_score_adj = 100}};
}

base::Result<config::Loaded<config::ServerSettings>> load_settings(const fs::path& directory) {
  // Secrets are the children's business; here they stay closed.
  const auto leave_closed = [](const base::Secret&, std::string_view) -> base::Result<std::string> {
    return std::string();
  };
  return config::load_server(directory, leave_closed);
}

base::Result<void> start_log(const config::LoggingSettings& logging) {
  return log::start({.file = logging.file,
                     .to_stderr = logging.to_stderr,
                     .level = log::parse_level(logging.level).value_or(log::Level::kInfo),
                     .format = log::parse_format(logging.format).value_or(log::Format::kText),
                     .process = "parent"});  // rotated by the keeper, who looks at it each second
}

base::Result<base::UniqueFd> bind(const config::MainSettings& settings) {
  ZATO_TRY(const auto endpoint, process::parse_endpoint(settings.bind));
  // A server that was killed a moment ago may still have children that are about to end.
  return process::listen_on(
      endpoint, {.backlog = static_cast<int>(settings.listen_backlog), .patience = std::chrono::milliseconds(1500)});
}

// As many connections as the system allows, for us and the children; the soft limit is often a mere 1024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

tl::expected<Parts, StartFailure> prepare(const fs::path& directory) {
  const auto failed = [](int code, base::Error error) { return tl::unexpected(StartFailure{code, std::move(error)}); };
  auto lock = process::ComponentLock::acquire(directory);
  if (!lock) {
    const bool running = lock.error().code == base::Code::kAlreadyExists;
    return failed(running ? process::kExitAlreadyRunning : process::kExitBootError, std::move(lock.error()));
  }
  auto settings = load_settings(directory);
  if (!settings) return failed(process::kExitBootError, std::move(settings.error()));
  if (auto logging = start_log(settings->settings.logging); !logging) {
    return failed(process::kExitBootError, std::move(logging.error()));
  }
  for (const auto& warning : settings->warnings) kLog.warning("{}", warning);
  if (const int orphans = process::kill_orphans(child_program(), {"worker", "keeper"}, directory); orphans > 0) {
    kLog.warning("ended {} processes that an earlier run of this server had left behind", orphans);
  }
  auto listener = bind(settings->settings.main);
  if (!listener) {
    kLog.error("{}", listener.error().text());
    return failed(exit_code_of_listening(listener.error()), std::move(listener.error()));
  }
  auto metrics = metrics::RegionBoard::create(process::kMaxCells);
  if (!metrics) return failed(process::kExitBootError, std::move(metrics.error()));
  return Parts{.lock = std::move(*lock),
               .settings = std::move(settings->settings),
               .listener = std::move(*listener),
               .metrics = std::move(*metrics)};
}

// To whoever started us: a terminal, `zato start`, systemd.
int give_up(const StartFailure& failure, process::Notifier& notifier) {
  std::fprintf(stderr, "zato-server: %s\n", failure.error.text().c_str());
  notifier.status(failure.error.text());
  return failure.exit_code;
}

int supervise(Parts& parts, const fs::path& directory, process::Notifier notifier) {
  const auto& main = parts.settings.main;
  auto supervisor = process::Supervisor::create(
      {.roles = roles(parts.settings, directory),
       .listeners = {parts.listener.get()},
       .metrics = parts.metrics.fd(),
       .limits = {.boot = main.boot_timeout, .heartbeat = main.worker_timeout},
       .backoff = {.first = main.respawn_delay_min, .most = main.respawn_delay_max},
       .graceful = main.stop_delay + main.graceful_timeout + kLastSteps,
       .on_ready = [&] { kLog.info("server {} is ready on {}", directory.string(), main.bind); },
       // The last worker that closes its copy closes the port.
       .on_stopping = [&] { parts.listener.reset(); },
       .on_gone = [&](int cell) { parts.metrics.set_owner(cell, 0); }},
      notifier);
  const auto ended = supervisor ? (*supervisor)->run() : base::fail(supervisor.error());
  if (!ended) {
    kLog.error("{}", ended.error().text());
    return give_up({process::kExitBootError, ended.error()}, notifier);
  }
  kLog.info("server {} has stopped", directory.string());
  return process::kExitOk;
}

}  // namespace

int run_parent(const fs::path& given) {
  ::signal(SIGPIPE, SIG_IGN);  // a log reader that went away ends no server
  auto notifier = process::Notifier::from_environment();
  std::error_code error;
  const fs::path canonical = fs::canonical(given, error);
  const fs::path& directory = error ? given : canonical;  // a missing one is reported by the lock
  raise_descriptor_limit();
  auto parts = prepare(directory);
  if (!parts) return give_up(parts.error(), notifier);
  if (::geteuid() == 0) kLog.warning("running as root: give this server a user of its own");
  kLog.info("server {} starts: {} workers on {}", directory.string(), parts->settings.main.workers,
            parts->settings.main.bind);
  return supervise(*parts, directory, std::move(notifier));
}

}  // namespace zato::server
