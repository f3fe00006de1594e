// The process of a trial (trial.hpp): the parts of a worker that loading services needs, and nothing else.
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/settings.hpp"
#include "process/exit_codes.hpp"
#include "rt/loop.hpp"
#include "rt/thread_pool.hpp"
#include "security/object_cipher.hpp"
#include "server/deploy/trial.hpp"
#include "server/python_options.hpp"
#include "service/invoker.hpp"
#include "service/module.hpp"
#include "service/python/host.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using base::Result;
using nlohmann::json;

constexpr int kLeastPriority = 19;
constexpr int kNiceness = 5;  // requests and the workers that load come first, also while it starts and ends
constexpr rlim_t kMostMemory = 4UL << 30;  // beyond what the process begins with: a sanitizer has reserved terabytes by then

class Trial {
 public:
  Trial(int sheet, int talk) : sheet_(sheet), talk_(talk) {}

  Result<TrialPlan> await();
  Result<void> modules(const TrialPlan& plan);
  Result<void> python(service::python::Host& host, const TrialPlan& plan);
  void say(const json& what) { said_ += what.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }
  void send() const;

 private:
  void at(const std::string& file) const;

  const int sheet_, talk_;
  std::string said_;
};

// Nothing: whoever might have sent a plan is gone, or patience is over.
Result<TrialPlan> Trial::await() {
  rt::ThreadPool thread("plan", 1, 1);
  ZATO_TRY(const bool is_there, thread.call([this] {
    pollfd one{talk_, POLLIN, 0};
    char mark = 0;
    const auto patience = std::chrono::milliseconds(TrialProcess::kPatience).count();
    return ::poll(&one, 1, static_cast<int>(patience)) == 1 && ::read(talk_, &mark, 1) == 1;
  }));
  if (!is_there) std::_Exit(process::kExitOk);
  const auto size = static_cast<std::size_t>(::lseek(sheet_, 0, SEEK_END)) - kSheetTop;
  std::string text(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const auto got = ::pread(sheet_, text.data() + done, size - done, static_cast<off_t>(kSheetTop + done));
    if (got <= 0) return base::fail(base::errno_error("the plan of a trial cannot be read", errno));
    done += static_cast<std::size_t>(got);
  }
  return TrialPlan::parse(text);
}

void Trial::send() const {
  for (std::size_t at = 0; at < said_.size();) {
    const auto written = ::write(talk_, said_.data() + at, said_.size() - at);
    if (written <= 0) return;
    at += static_cast<std::size_t>(written);
  }
}

void Trial::at(const std::string& file) const {
  std::string text = file.substr(0, kSheetTop);
  text.resize(kSheetTop);
  [[maybe_unused]] const auto written = ::pwrite(sheet_, text.data(), text.size(), 0);  // only crashes miss it
}

Result<void> Trial::modules(const TrialPlan& plan) {
  for (const auto& file : plan.changed) {
    if (file.language != deploy::Language::kCpp) continue;
    at(file.name);
    auto loaded = service::load_module(file.path);
    if (!loaded) {
      return base::fail(base::Code::kInvalidArgument,
                        base::replace_all(loaded.error().message, file.path.string(), file.name));
    }
    json services = json::array();
    for (const auto& entry : *loaded) services.push_back({entry.name, entry.class_name});
    say({{"file", file.name}, {"services", services}});
  }
  return {};
}

Result<void> Trial::python(service::python::Host& host, const TrialPlan& plan) {
  service::python::Host::Changes changes{.removed = plan.removed};
  for (const auto& file : plan.changed) {
    if (file.language == deploy::Language::kPython) changes.changed.push_back({file.name, file.path, file.source});
  }
  for (const auto& file : plan.others) changes.others.push_back({file.name, file.path, file.source});
  if (changes.changed.empty() && (changes.removed.empty() || changes.others.empty())) return {};
  ZATO_TRY(const auto view, host.prepare(std::move(changes)));
  for (const auto& [name, file] : view->files()) {
    if (!file.error.empty()) return base::fail(base::Code::kInvalidArgument, name + " cannot be loaded: " + file.error);
    json services = json::array();
    for (const auto& service : file.services) services.push_back({service.name, service.impl_name});
    say({{"file", name}, {"services", services}});
  }
  return {};
}

// A trial whose other end is gone is of no use to anybody, whatever it is at.
void end_with_the_other_end(int talk) {
  std::thread([talk] {
    pollfd one{talk, POLLRDHUP, 0};
    while (::poll(&one, 1, -1) < 0 && errno == EINTR) {
    }
    ::kill(0, SIGKILL);  // with whatever it has started: it leads a session of its own
  }).detach();
}

Result<void> try_all(const fs::path& server, int sheet, int talk, bool start_python) {
  ZATO_TRY(auto loaded, config::load_server(server, security::decrypt_setting));
  ZATO_TRY(auto key, security::SecretKey::parse(loaded.settings.secret_keys.key1.reveal()));
  const security::ObjectCipher cipher(std::move(key));
  const PythonObjects none;
  auto options = python_options(server, loaded.settings, cipher, none, -1);
  auto settings = json::parse(options.settings);
  settings["trial"] = {talk, sheet, kSheetTop};
  options.settings = settings.dump();

  rt::Loop loop;
  service::Registry registry;
  service::Invoker invoker(loop, registry, {.threads = 1, .cpu_threads = 1});
  service::python::Host host(loop, invoker, std::move(options));
  Trial trial(sheet, talk);
  loop.spawn([&] {
    auto outcome = start_python ? host.start() : Result<void>();
    const auto plan = trial.await();
    if (outcome && !plan) outcome = base::fail(plan.error());
    if (outcome) outcome = trial.modules(*plan);
    if (outcome) outcome = trial.python(host, *plan);
    if (!outcome) trial.say({{"failed", outcome.error().text()}});
    trial.say({{"done", outcome.has_value()}});
    trial.send();
    ::setpriority(PRIO_PROCESS, 0, kLeastPriority);  // giving its memory back takes milliseconds, in which others load
    std::_Exit(outcome ? process::kExitOk : process::kExitBootError);  // whatever the files have started ends here
  });
  loop.run();
  return {};
}

// As RLIMIT_DATA counts it.
rlim_t writable_memory() {
  rlim_t pages = 0;
  std::ifstream statm("/proc/self/statm");  // size resident shared text lib data dt
  for (int column = 0; column < 6; ++column) statm >> pages;
  return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

int run_trial_child(const fs::path& server, int sheet, int talk, bool python) {
  const auto most = writable_memory() + kMostMemory;
  const rlimit memory{most, most}, none{0, 0};
  ::setrlimit(RLIMIT_DATA, &memory);
  ::setrlimit(RLIMIT_CORE, &none);
  ::setpriority(PRIO_PROCESS, 0, kNiceness);
  end_with_the_other_end(talk);
  const auto tried = try_all(server, sheet, talk, python);
  if (tried) return process::kExitOk;
  std::fprintf(stderr, "%s\n", tried.error().text().c_str());
  return process::kExitBootError;
}

}  // namespace zato::server
