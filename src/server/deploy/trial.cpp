#include "server/deploy/trial.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "process/exit_status.hpp"
#include "process/spawn.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using base::Code;
using base::fail;
using base::Result;
using base::UniqueFd;
using nlohmann::json;

constexpr std::size_t kMostText = 4UL << 20;  // of what it says
constexpr std::chrono::milliseconds kForItsStack{300};

base::Failure no(const char* what) { return fail(base::errno_error(std::string(what) + " for a trial", errno)); }

// What it says until it has closed both ends, or time is over.
struct Heard {
  std::string lines;  // of JSON
  std::string words;  // whatever it printed: tracebacks of crashes, messages of the C++ runtime
  bool in_time = false;
};

// False at the end.
bool take(int fd, std::string& into) {
  char buffer[65536];
  const auto size = ::read(fd, buffer, sizeof buffer);
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer, static_cast<std::size_t>(size));
  if (into.size() > kMostText) into.resize(kMostText);
  return size > 0;
}

// A process that it has started may keep `words` open.
void listen(Heard& heard, int lines, int words, std::chrono::milliseconds patience) {
  const auto end = base::Monotonic::now() + patience;
  bool more = true, more_words = true;
  while (more) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - base::Monotonic::now()).count();
    if (left <= 0) return;
    pollfd fds[2] = {{lines, POLLIN, 0}, {more_words ? words : -1, POLLIN, 0}};
    if (::poll(fds, 2, static_cast<int>(std::min<long long>(left, 1000))) < 0 && errno != EINTR) return;
    if (fds[1].revents != 0) more_words = take(words, heard.words);
    if (fds[0].revents != 0) more = take(lines, heard.lines);
  }
  heard.in_time = true;
}

// The last words that are worth a line in a message.
std::string told(std::string words) {
  words = std::string(base::trim(words));
  if (words.empty()) return {};
  constexpr std::size_t kShown = 2000;
  return ": " + (words.size() > kShown ? words.substr(0, kShown) + "…" : words);
}

struct Verdict {
  TrialOutcome outcome;
  std::string where;  // it last said that it waits
  std::string error;
  bool done = false;
};

Verdict read_lines(const std::string& lines) {
  Verdict verdict;
  for (const auto line : base::split(lines, '\n')) {
    const auto said = json::parse(line, nullptr, false);
    if (!said.is_object()) continue;
    if (said.value("done", false)) verdict.done = true;
    if (said.contains("where")) verdict.where = said.value("where", "");
    if (said.contains("failed")) verdict.error = said.value("failed", "");
    if (!said.contains("services")) continue;
    auto& services = verdict.outcome[said.value("file", "")];
    for (const auto& service : said["services"]) services.push_back({service.at(0), service.at(1)});
  }
  return verdict;
}

// Whoever has deployed a file knows it by its name.
std::string with_names(std::string text, const TrialPlan& plan) {
  for (const auto& file : plan.changed) text = base::replace_all(std::move(text), file.path.string(), file.name);
  return text;
}

Result<TrialOutcome> judge(Heard heard, const TrialPlan& plan, const std::string& at, const std::string& ended,
                           std::chrono::milliseconds timeout) {
  auto verdict = read_lines(heard.lines);
  if (!verdict.error.empty()) return fail(Code::kInvalidArgument, with_names(verdict.error, plan));
  if (verdict.done) return std::move(verdict.outcome);
  heard.words = with_names(std::move(heard.words), plan);
  verdict.where = with_names(std::move(verdict.where), plan);
  const auto file = at.empty() ? "the trial" : at;
  if (!heard.in_time) {
    return fail(Code::kInvalidArgument,
                file + " was not imported within " +
                    std::to_string(std::chrono::duration<double>(timeout).count()).substr(0, 5) + " s" +
                    told(verdict.where.empty() ? heard.words : verdict.where));
  }
  return fail(Code::kInvalidArgument, "the process that imported " + file + " " + ended + told(heard.words));
}

bool write_all(int fd, std::string_view text, std::size_t at) {
  while (!text.empty()) {
    const auto written = ::pwrite(fd, text.data(), text.size(), static_cast<off_t>(at));
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<TrialProcess>> TrialProcess::start(const fs::path& server, bool python) {
  UniqueFd sheet(::memfd_create("trial", MFD_CLOEXEC));
  if (!sheet) return no("no memory");
  int talk[2], words[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) != 0) return no("no socket");
  UniqueFd our_talk(talk[0]), its_talk(talk[1]);
  if (::pipe2(words, O_CLOEXEC) != 0) return no("no pipe");
  UniqueFd our_words(words[0]), its_words(words[1]);
  ::fcntl(our_words.get(), F_SETFL, O_NONBLOCK);
  ZATO_TRY(const auto pid,
           process::spawn({.argv = {(base::executable_directory() / "zato-server-child").string(), "trial",
                                    server.string(), std::to_string(sheet.get()), std::to_string(its_talk.get()),
                                    python ? "python" : "modules"},
                           .keep_fds = {sheet.get(), its_talk.get()},
                           .stdout_fd = its_words.get(),
                           .stderr_fd = its_words.get(),
                           .new_session = true}));
  return std::unique_ptr<TrialProcess>(new TrialProcess(
      pid, {.sheet = std::move(sheet), .talk = std::move(our_talk), .words = std::move(our_words)}));
}

TrialProcess::~TrialProcess() {
  if (pid_ != 0) end_it();
}

bool TrialProcess::alive() const {
  siginfo_t ended{};
  return pid_ != 0 && ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

std::string TrialProcess::at() const {
  char name[kSheetTop + 1] = {};
  if (::pread(ends_.sheet.get(), name, kSheetTop, 0) <= 0) return {};
  return name;
}

std::string TrialProcess::end_it() {
  ::kill(-pid_, SIGKILL);  // with whatever it has started
  ::kill(pid_, SIGKILL);   // which may not have come so far as to lead its group
  int status = 0;
  ::waitpid(std::exchange(pid_, 0), &status, 0);
  return process::ExitStatus::from_wait(status).text();
}

Result<TrialOutcome> TrialProcess::run(const TrialPlan& plan, std::chrono::milliseconds timeout) {
  if (!write_all(ends_.sheet.get(), plan.text(), kSheetTop)) return no("no room");
  static_cast<void>(::send(ends_.talk.get(), "!", 1, MSG_NOSIGNAL));  // that it is gone shows below
  Heard heard;
  listen(heard, ends_.talk.get(), ends_.words.get(), timeout);
  if (!heard.in_time) {
    ::kill(pid_, SIGUSR1);  // says where it is
    listen(heard, ends_.talk.get(), ends_.words.get(), kForItsStack);
    heard.in_time = false;
  }
  const auto ended = end_it();
  take(ends_.words.get(), heard.words);
  return judge(std::move(heard), plan, at(), ended, timeout);
}

}  // namespace zato::server
