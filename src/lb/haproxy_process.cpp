#include "lb/haproxy_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "base/file.hpp"
#include "base/text.hpp"
#include "lb/haproxy_stats.hpp"
#include "lb/unsynced_file.hpp"
#include "log/log.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;

const log::Logger kLog{"zato.lb.haproxy"};

constexpr milliseconds kLook{50};     // how often its life is looked at
constexpr milliseconds kProbe{1000};  // how often it must answer
constexpr milliseconds kLongestPause{1000};
constexpr seconds kStartLimit{10};
constexpr std::uintmax_t kLargestLog = 20'000'000;
constexpr std::string_view kStateFile = "haproxy.state";
constexpr std::string_view kNoStates = "1\n";  // version line of an empty state file

}  // namespace

std::filesystem::path config_file_of(const std::filesystem::path& directory) {
  return directory / "config" / "repo" / "zato.config";
}

HaproxyProcess::HaproxyProcess(rt::Loop& loop, rt::ThreadPool& pool, HaproxyRuntime& runtime, HaproxyOptions options)
    : loop_(loop), pool_(pool), runtime_(runtime), options_(std::move(options)) {}

HaproxyProcess::~HaproxyProcess() = default;

Result<void> HaproxyProcess::validate(const std::filesystem::path& file) {
  const Command command{.arguments = {options_.command, "-c", "-f", file.string()}, .directory = options_.directory};
  ZATO_TRY(auto ended, pool_.call([&] { return run_to_end(command, rt::Deadline::after(kStartLimit)); }));
  ZATO_TRY(const auto outcome, std::move(ended));
  if (outcome.exit_code == 0) return {};
  return base::fail(Code::kInvalidArgument, std::string(base::trim(outcome.output)));
}

bool HaproxyProcess::is_ours(pid_t pid) const {
  std::error_code ignored;
  const auto command_line = base::read_file(fmt::format("/proc/{}/cmdline", pid));
  return command_line && command_line->find("zato.config") != std::string::npos &&
         std::filesystem::equivalent(working_directory_of(pid), options_.directory, ignored);
}

Result<MasterReport> HaproxyProcess::report() {
  ZATO_TRY(const auto text, runtime_.ask_master("show proc", rt::Deadline::after(seconds(1))));
  return parse_processes(text);
}

// The master's socket tells the truth, the pid file only helps to find one that hangs.
bool HaproxyProcess::adopt() {
  const auto deadline = rt::Deadline::after(options_.hang_limit);
  while (const auto pid = running_master()) {
    auto handle = ProcessHandle::open(*pid);
    if (!handle) return false;
    master_ = std::move(*handle);
    if (const auto found = report(); found && found->master == *pid && found->worker > 0) {
      worker_ = found->worker;
      if (wait_serving(deadline)) return true;
    }
    if (deadline.expired()) {  // one that is merely slow still carries traffic: it had as long as a supervised one
      kLog.warning("HAProxy {} has not answered for {} ms; it is replaced", *pid, options_.hang_limit.count());
      kill_all();
      return false;
    }
    rt::sleep_for(kLook);
  }
  return false;
}

std::optional<pid_t> HaproxyProcess::running_master() {
  if (const auto found = report(); found && is_ours(found->master)) return found->master;
  const auto noted = base::read_file(options_.directory / options_.pid_file);
  const auto pid = noted ? base::parse_number<pid_t>(base::trim(*noted)) : std::nullopt;
  return pid && is_ours(*pid) ? pid : std::nullopt;
}

Result<HaproxyProcess::Started> HaproxyProcess::start() {
  if (adopt()) {
    kLog.info("HAProxy {} serves already and is adopted", master());
    return Started::kAdopted;
  }
  ZATO_CHECK(launch());
  kLog.info("HAProxy started with pid {}", master());
  return Started::kNew;
}

Result<void> HaproxyProcess::launch() {
  last_start_ = base::Monotonic::now();
  ZATO_CHECK(write_unsynced(options_.directory / kStateFile, kNoStates));
  std::error_code ignored;
  const auto log_size = std::filesystem::file_size(log_file(), ignored);
  const auto from = ignored ? 0 : log_size;
  const Command command{.arguments = {options_.command, "-W", "-S", fmt::format("unix@{},mode,600", kMasterSocket),
                                      "-f", "config/repo/zato.config", "-p", options_.pid_file},
                        .directory = options_.directory};
  ZATO_TRY(const auto pid, start_detached(command, log_file()));
  ZATO_TRY(master_, ProcessHandle::open(pid));
  worker_ = -1;
  const auto deadline = rt::Deadline::after(kStartLimit);
  while (master_.alive()) {
    if (const auto now = report(); now && now->master == pid && now->worker > 0) {
      worker_ = now->worker;
      return wait_serving(deadline);
    }
    if (deadline.expired()) break;
    rt::sleep_for(milliseconds(10));
  }
  const bool ended = !master_.alive();
  if (!ended) kill_all();
  return base::fail(Code::kUnavailable,
                    fmt::format("HAProxy {}: {}", ended ? "did not start" : "does not answer", last_words(from)));
}

Result<void> HaproxyProcess::wait_serving(rt::Deadline deadline) {
  const auto wanted = fmt::format("Pid: {}\n", worker_);
  for (;;) {
    const auto info = runtime_.ask("show info", deadline.earlier(rt::Deadline::after(seconds(1))));
    if (info && info->find(wanted) != std::string::npos) {
      last_answer_ = base::Monotonic::now();
      return {};
    }
    if (deadline.expired() || !master_.alive()) {
      return base::fail(Code::kUnavailable, "HAProxy does not answer on its socket");
    }
    rt::sleep_for(milliseconds(10));
  }
}

// What follows "[ALERT]" and the like in its log since `from`.
std::string HaproxyProcess::last_words(std::uintmax_t from) const {
  std::ifstream log(log_file(), std::ios::binary);
  log.seekg(static_cast<std::streamoff>(from));
  const std::string text{std::istreambuf_iterator<char>(log), {}};
  std::string words;
  for (const auto line : base::split(text, '\n')) {
    if (!line.starts_with("[ALERT]")) continue;
    if (!words.empty()) words += '\n';
    words += line;
  }
  return words.empty() ? "see logs/haproxy.log" : words;
}

void HaproxyProcess::supervise(std::function<void()> restarted) {
  restarted_ = std::move(restarted);
  supervising_ = true;
  watcher_runs_ = true;
  last_answer_ = base::Monotonic::now();
  watcher_gone_.reset();
  loop_.spawn([this] {
    watch();
    watcher_runs_ = false;
    watcher_gone_.set();
  });
}

void HaproxyProcess::watch() {
  while (supervising_) {
    rt::sleep_for(kLook);
    if (!supervising_) return;
    if (reloading_ && master_.alive()) continue;
    if (master_.alive()) {
      check_answers();
    } else {
      restart();
    }
  }
}

// A worker that is stopped or spins still accepts connections, so that nobody else would notice.
void HaproxyProcess::check_answers() {
  const auto now = base::Monotonic::now();
  if (now - last_probe_ < kProbe) return;
  last_probe_ = now;
  limit_log();
  const bool answers = runtime_.ask("show info", rt::Deadline::after(kProbe)).has_value() && report().has_value();
  if (answers || reloading_) {
    last_answer_ = base::Monotonic::now();
    return;
  }
  if (!supervising_ || !master_.alive() || base::Monotonic::now() - last_answer_ < options_.hang_limit) return;
  kLog.error("HAProxy {} has not answered for {} ms; it is killed", master(), options_.hang_limit.count());
  kill_all();
}

// HAProxy keeps its descriptor (opened for appending) for ever, so the content is copied away and the file cut.
void HaproxyProcess::limit_log() const {
  std::error_code error;
  if (std::filesystem::file_size(log_file(), error) < kLargestLog || error) return;
  std::filesystem::copy_file(log_file(), log_file().string() + ".1", std::filesystem::copy_options::overwrite_existing,
                             error);
  std::filesystem::resize_file(log_file(), 0, error);
}

void HaproxyProcess::restart() {
  const bool lived = base::Monotonic::now() - last_start_ > seconds(5);
  quick_deaths_ = lived ? 0 : quick_deaths_ + 1;
  pause_ = quick_deaths_ < 2 ? milliseconds(0) : std::min(kLongestPause, std::max(milliseconds(100), pause_ * 2));
  kLog.error("HAProxy {} has died; it is started again in {} ms", master(), pause_.count());
  rt::sleep_for(pause_);
  if (!supervising_) return;
  ++restarts_;
  if (const auto started = launch(); !started) {
    kLog.error("{}", started.error().text());
    return;
  }
  kLog.info("HAProxy is back with pid {}", master());
  if (restarted_) restarted_();
}

// Health and modes of the servers, so that the new worker does not have to find out.
Result<void> HaproxyProcess::keep_server_states() {
  ZATO_TRY(const auto states, runtime_.ask("show servers state", rt::Deadline::after(seconds(2))));
  return write_unsynced(options_.directory / kStateFile, states.starts_with("1\n") ? states : kNoStates);
}

Result<void> HaproxyProcess::reload() {
  ZATO_TRY(const auto before, report());
  ZATO_CHECK(keep_server_states());
  reloading_ = true;
  std::error_code ignored;
  const auto log_size = std::filesystem::file_size(log_file(), ignored);
  master_.signal(SIGUSR2);
  const auto deadline = rt::Deadline::after(kStartLimit);
  Result<void> result = base::fail(Code::kTimeout, "HAProxy did not finish its reload in time");
  while (master_.alive() && !deadline.expired()) {
    rt::sleep_for(milliseconds(10));
    const auto now = report();
    if (!now) continue;
    if (now->failed_reloads > before.failed_reloads) {
      result = base::fail(Code::kUnavailable, "HAProxy refused the reload: " + last_words(ignored ? 0 : log_size));
      break;
    }
    if (now->reloads == before.reloads || now->worker <= 0 || now->worker == before.worker) continue;
    worker_ = now->worker;
    result = wait_serving(deadline);
    break;
  }
  if (!master_.alive()) result = base::fail(Code::kUnavailable, "HAProxy died during its reload");
  last_answer_ = base::Monotonic::now();
  reloading_ = false;
  return result;
}

// Whether requests are still being served. Idle keep-alive connections are none. Asked through the master: a worker
// that stops has closed its own socket.
bool HaproxyProcess::busy() {
  const auto now = report();
  if (!now) return true;
  auto workers = now->old_workers;
  if (now->worker > 0) workers.push_back(now->worker);
  return std::any_of(workers.begin(), workers.end(), [this](pid_t worker) {
    const auto csv = runtime_.ask_master(fmt::format("@!{} show stat", worker), rt::Deadline::after(seconds(1)));
    const auto counters = csv ? parse_counters(*csv) : base::fail(csv.error());
    return !counters || counters->backend.sessions > 0 || counters->backend.queued > 0;
  });
}

void HaproxyProcess::release() {
  supervising_ = false;
  if (watcher_runs_) watcher_gone_.wait();
}

void HaproxyProcess::stop(milliseconds grace) {
  release();
  if (!master_.alive()) return;
  master_.signal(SIGUSR1);
  const auto deadline = rt::Deadline::after(grace);
  while (master_.alive() && !hurry_ && !deadline.expired() && busy()) rt::sleep_for(milliseconds(50));
  master_.signal(SIGTERM);
  if (!master_.wait_end(rt::Deadline::after(seconds(2)))) kill_all();
  kLog.info("HAProxy has ended");
}

// The master first: it would take a worker's end for a failure and clean up in its own time.
void HaproxyProcess::kill_all() {
  auto worker = worker_ > 0 && is_ours(worker_) ? ProcessHandle::open(worker_) : base::fail(Code::kNotFound, "");
  master_.signal(SIGKILL);
  if (worker) worker->signal(SIGKILL);
  master_.wait_end(rt::Deadline::after(seconds(2)));
}

}  // namespace zato::lb
