#include "server/deploy/trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "process/exit_status.hpp"
#include "process/spawn.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using base::Code;
using base::fail;
using base::Result;
using nlohmann::json;

constexpr std::size_t kMostText = 64 * 1024;  // of what it prints
constexpr std::chrono::milliseconds kForItsStack{300};

json json_of(const std::vector<TrialFile>& files) {
  json out = json::array();
  for (const auto& file : files)
    out.push_back({file.name, file.path.string(), file.digest, std::string(deploy::name_of(file.language))});
  return out;
}

std::vector<TrialFile> files_of(const json& from) {
  std::vector<TrialFile> files;
  for (const auto& file : from) {
    files.push_back(
        {.name = file.at(0),
         .path = file.at(1).get<std::string>(),
         .digest = file.at(2),
         .language = deploy::language_named(file.at(3).get<std::string>()).value_or(deploy::Language::kPython)});
  }
  return files;
}

struct Pipe {
  base::UniqueFd read, write;

  static Result<Pipe> make() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(base::errno_error("no pipe for the trial of a deployment", errno));
    return Pipe{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
  }
};

// What it says until it has closed both ends, or time is over.
struct Heard {
  std::string lines;  // of JSON
  std::string words;  // whatever it printed: tracebacks of crashes, messages of the C++ runtime
  bool in_time = false;
};

// False at the end of the pipe.
bool take(int fd, std::string& into) {
  char buffer[16384];
  const auto size = ::read(fd, buffer, sizeof buffer);
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer, static_cast<std::size_t>(size));
  if (into.size() > kMostText * 64) into.resize(kMostText * 64);
  return size > 0;
}

void listen(Heard& heard, base::UniqueFd& lines, base::UniqueFd& words, std::chrono::milliseconds patience) {
  const auto end = base::Monotonic::now() + patience;
  while (lines) {  // a process that it has started may keep the other one open
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - base::Monotonic::now()).count();
    if (left <= 0) return;
    pollfd fds[2] = {{lines.get(), POLLIN, 0}, {words ? words.get() : -1, POLLIN, 0}};
    if (::poll(fds, 2, static_cast<int>(std::min<long long>(left, 1000))) < 0 && errno != EINTR) return;
    if (fds[0].revents != 0 && !take(fds[0].fd, heard.lines)) lines.reset();
    if (fds[1].revents != 0 && !take(fds[1].fd, heard.words)) words.reset();
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
  std::string file;   // the one that it was at
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
    if (said.contains("at")) verdict.file = said.value("at", "");
    if (said.contains("where")) verdict.where = said.value("where", "");
    if (said.contains("failed")) verdict.error = said.value("failed", "");
    if (!said.contains("services")) continue;
    auto& services = verdict.outcome[said.value("file", "")];
    for (const auto& service : said["services"]) services.push_back({service.at(0), service.at(1)});
  }
  return verdict;
}

Result<TrialOutcome> judge(const Heard& heard, const std::string& ended, std::chrono::milliseconds timeout) {
  auto verdict = read_lines(heard.lines);
  if (!verdict.error.empty()) return fail(Code::kInvalidArgument, verdict.error);
  if (verdict.done) return std::move(verdict.outcome);
  const auto file = verdict.file.empty() ? "the trial" : verdict.file;
  if (!heard.in_time) {
    return fail(Code::kInvalidArgument,
                file + " was not imported within " +
                    std::to_string(std::chrono::duration<double>(timeout).count()).substr(0, 5) + " s" +
                    told(verdict.where.empty() ? heard.words : verdict.where));
  }
  return fail(Code::kInvalidArgument, "the process that imported " + file + " " + ended + told(heard.words));
}

}  // namespace

std::string TrialPlan::text() const {
  return json{{"changed", json_of(changed)}, {"removed", removed}, {"others", json_of(others)}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

Result<TrialPlan> TrialPlan::parse(std::string_view text) {
  try {
    const auto from = json::parse(text);
    return TrialPlan{.changed = files_of(from.at("changed")),
                     .removed = from.at("removed").get<std::vector<std::string>>(),
                     .others = files_of(from.at("others"))};
  } catch (const json::exception& error) {
    return fail(Code::kCorrupt, std::string("the plan of a trial cannot be read: ") + error.what());
  }
}

Result<TrialOutcome> run_trial(const fs::path& server, const fs::path& work, const TrialPlan& plan,
                               std::chrono::milliseconds timeout) {
  const auto plan_file = work / ("trial-" + base::random_hex(8) + ".json");
  const base::ScopeExit remove([&] {
    std::error_code ignored;
    fs::remove(plan_file, ignored);
  });
  ZATO_CHECK(base::make_directories(work, 0750));
  ZATO_CHECK(base::create_file(plan_file, plan.text(), 0600));
  ZATO_TRY(auto lines, Pipe::make());
  ZATO_TRY(auto words, Pipe::make());
  ZATO_TRY(const auto pid,
           process::spawn({.argv = {(base::executable_directory() / "zato-server-child").string(), "trial",
                                    server.string(), plan_file.string(), std::to_string(lines.write.get())},
                           .keep_fds = {lines.write.get()},
                           .stdout_fd = words.write.get(),
                           .stderr_fd = words.write.get(),
                           .new_session = true,
                           .parent_death_signal = SIGKILL}));
  lines.write.reset();
  words.write.reset();
  Heard heard;
  listen(heard, lines.read, words.read, timeout);
  if (!heard.in_time) {
    ::kill(pid, SIGUSR1);  // says where it is
    listen(heard, lines.read, words.read, kForItsStack);
    heard.in_time = false;
  }
  ::kill(-pid, SIGKILL);  // with whatever it has started
  int status = 0;
  ::waitpid(pid, &status, 0);
  for (const auto& file : plan.changed) {
    heard.words = base::replace_all(std::move(heard.words), file.path.string(), file.name);
    heard.lines = base::replace_all(std::move(heard.lines), file.path.string(), file.name);
  }
  return judge(heard, process::ExitStatus::from_wait(status).text(), timeout);
}

}  // namespace zato::server
