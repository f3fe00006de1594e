#include "process/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/unique_fd.hpp"
#include "process/exit_codes.hpp"
#include "process/pidfd.hpp"

namespace zato::process {
namespace {

// A path is taken as it is; a bare name is looked up here, in the parent, because execvp may allocate.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    std::string candidate = rest.substr(0, colon) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return name;
}

std::vector<std::string> environment_of(const SpawnOptions& options) {
  const auto replaced = [&](const std::string& entry) {
    const std::string name = entry.substr(0, entry.find('='));
    return std::ranges::any_of(options.env, [&](const auto& pair) { return pair.first == name; }) ||
           std::ranges::find(options.unset_env, name) != options.unset_env.end();
  };
  std::vector<std::string> result;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    if (!replaced(*at)) result.emplace_back(*at);
  }
  for (const auto& [name, value] : options.env) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// Everything that the child needs, made by the parent: until it executes the program the child may only do system calls,
// since its memory is the parent's, whose other threads go on.
struct Plan {
  std::string program;
  std::vector<std::string> args, env;
  std::vector<char*> argv, envp;
  std::vector<int> keep;
  std::string cwd, stdout_file, stderr_file;
  int stdout_fd, stderr_fd, death_signal;
  bool new_session;
  pid_t parent;
  int report;  // errno of what failed goes here; closed by exec

  explicit Plan(const SpawnOptions& options)
      : program(find_program(options.argv.at(0))),
        args(options.argv),
        env(environment_of(options)),
        argv(pointers(args)),
        envp(pointers(env)),
        keep(options.keep_fds),
        cwd(options.cwd),
        stdout_file(options.stdout_file),
        stderr_file(options.stderr_file),
        stdout_fd(options.stdout_fd),
        stderr_fd(options.stderr_fd),
        death_signal(options.parent_death_signal),
        new_session(options.new_session),
        parent(::getpid()),
        report(-1) {}
};

[[noreturn]] void give_up(const Plan& plan) {
  const int error = errno;
  [[maybe_unused]] const auto written = ::write(plan.report, &error, sizeof(error));
  ::_exit(kExitNoProgram);
}

void redirect(const Plan& plan, int target, int fd, const std::string& file) {
  if (!file.empty()) fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) {
    if (!file.empty()) give_up(plan);
    return;
  }
  if (::dup2(fd, target) < 0) give_up(plan);
}

void restore_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const Plan& plan) {
  if (plan.new_session) ::setsid();
  if (plan.death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, plan.death_signal);
    if (::getppid() != plan.parent) ::_exit(kExitNoProgram);  // it died before the line above
  }
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) ::dup2(null, STDIN_FILENO);
  redirect(plan, STDOUT_FILENO, plan.stdout_fd, plan.stdout_file);
  redirect(plan, STDERR_FILENO, plan.stderr_fd, plan.stderr_file);
  if (!plan.cwd.empty() && ::chdir(plan.cwd.c_str()) != 0) give_up(plan);
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) give_up(plan);
  for (const int fd : plan.keep) {
    if (::fcntl(fd, F_SETFD, 0) != 0) give_up(plan);
  }
  restore_signals();
  ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
  give_up(plan);
}

// With vfork: the child uses our memory until it executes the program, while this thread waits. fork would mark all of our
// pages, and whatever our threads write next, in the midst of requests, would take a page fault each.
pid_t start(const Plan& plan) {
  const pid_t pid = ::vfork();
  if (pid == 0) become(plan);
  return pid;
}

bool readable_within(int fd, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  pollfd item{.fd = fd, .events = POLLIN, .revents = 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const int ready = ::poll(&item, 1, static_cast<int>(std::max<long long>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

base::Result<pid_t> spawn(const SpawnOptions& options) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::fail(base::errno_error("cannot start " + options.argv.at(0), errno));
  base::UniqueFd failure(ends[0]);
  base::UniqueFd report(ends[1]);
  Plan plan(options);
  plan.report = report.get();

  // Signals stay blocked until the child has dropped our handlers: none of ours may run in it.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const pid_t pid = start(plan);
  const int fork_error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return base::fail(base::errno_error("cannot start " + plan.program, fork_error));

  report.reset();
  int error = 0;
  ssize_t got = 0;
  while ((got = ::read(failure.get(), &error, sizeof(error))) < 0 && errno == EINTR) {
  }
  if (got == 0) return pid;
  ::waitpid(pid, nullptr, 0);
  return base::fail(base::errno_error("cannot start " + plan.program, error));
}

bool wait_gone(pid_t pid, std::chrono::milliseconds patience) {
  const base::UniqueFd process = open_process(pid);
  return !process || readable_within(process.get(), patience);
}

base::Result<Ended> terminate(pid_t pid, std::chrono::milliseconds grace) {
  const base::UniqueFd process = open_process(pid);
  if (!process) {
    if (errno == ESRCH) return Ended::kWasGone;
    return base::fail(base::errno_error("cannot stop process " + std::to_string(pid), errno));
  }
  if (!send_signal(process, SIGTERM)) {
    if (errno == ESRCH) return Ended::kWasGone;
    return base::fail(base::errno_error("cannot stop process " + std::to_string(pid), errno));
  }
  if (readable_within(process.get(), grace)) return Ended::kByItself;
  send_signal(process, SIGKILL);
  if (!readable_within(process.get(), std::chrono::seconds(5))) {
    return base::fail(base::Code::kTimeout, "process " + std::to_string(pid) + " does not end, not even by SIGKILL");
  }
  return Ended::kKilled;
}

}  // namespace zato::process
