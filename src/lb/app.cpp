#include "lb/app.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "base/file.hpp"
#include "config/settings.hpp"
#include "lb/alive_probe.hpp"
#include "lb/odb_members.hpp"
#include "lb/options.hpp"
#include "lb/servers_watch.hpp"
#include "log/log.hpp"
#include "process/code_pages.hpp"
#include "process/component.hpp"
#include "process/component_main.hpp"
#include "process/exit_codes.hpp"
#include "process/notify.hpp"
#include "process/proc_fs.hpp"
#include "rt/signals.hpp"
#include "security/cipher.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;

const log::Logger kLog{"zato.lb"};

constexpr seconds kFirstLook{2};  // a start does not wait longer for an ODB that is away
constexpr seconds kAliveLimit{5};
constexpr seconds kAgentGrace{2};

class App {
 public:
  App(std::filesystem::path directory, const config::LbMainSettings& settings, HaproxyRuntime runtime)
      : directory_(std::move(directory)),
        settings_(settings),
        runtime_(std::move(runtime)),
        balancer_(loop_, pool_, runtime_, balancer_options(settings, directory_), traffic_settings(settings)),
        members_(odb_options(settings), settings.cluster_name),
        watch_(
            loop_, balancer_, [this] { return members_.read(); }, settings.poll_interval),
        api_(balancer_,
             {.allow_source_edit = settings.allow_source_edit, .reread_settings = [this] { return reread(); }}),
        agent_(loop_, api_) {}

  int run() {
    const rt::Signals signals(loop_, {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1},
                              [this](int number) { on_signal(number); });
    loop_.spawn([this] {
      exit_code_ = live();
      loop_.stop();
    });
    loop_.run();
    return exit_code_;
  }

 private:
  int live() {
    if (const auto started = start(); !started) return fail_start(started.error());
    notifier_.ready("serving");
    process::give_back_code_pages();
    beat();
    kLog.info("Ready: requests on {}:{}, agent {}", settings_.lb_host, settings_.lb_port,
              settings_.is_tls_enabled ? fmt::format("on {}:{}", settings_.host, settings_.port) : "off");
    while (!stop_asked_) {
      wake_.wait();
      wake_.reset();
      if (!reread_asked_ || stop_asked_) continue;
      reread_asked_ = false;
      if (const auto done = reread(); !done) kLog.error("Settings are not read again: {}", done.error().text());
    }
    stop();
    return process::kExitOk;
  }

  // The agent's port first: without it nothing else is begun.
  Result<void> start() {
    if (settings_.is_tls_enabled) {
      ZATO_TRY(auto clients, load_pinned_clients(settings_.pinned_clients));
      if (clients.empty()) kLog.warning("{} permits nobody to use the agent", settings_.pinned_clients.string());
      ZATO_CHECK(agent_.open(agent_options(settings_)));
      agent_.set_clients(std::move(clients));
    } else {
      kLog.warning("The agent is off: it speaks TLS only and is_tls_enabled is off");
    }
    ZATO_CHECK(balancer_.start());
    watch_.start();
    watch_.wait_first_look(rt::Deadline::after(kFirstLook));
    if (!balancer_.source_is_custom()) ZATO_CHECK(wait_alive());
    if (settings_.is_tls_enabled) agent_.start();
    return {};
  }

  Result<void> wait_alive() {
    const auto deadline = rt::Deadline::after(kAliveLimit);
    for (;;) {
      auto alive = probe_alive(balancer_.settings(), deadline.earlier(rt::Deadline::after(seconds(1))));
      if (alive || deadline.expired()) return alive;
      rt::sleep_for(milliseconds(20));
    }
  }

  int fail_start(const base::Error& error) {
    auto text = error.text();
    const bool in_use = error.code == Code::kAlreadyExists || text.find("already in use") != std::string::npos;
    if (in_use && error.code != Code::kAlreadyExists) {
      const auto owner = process::port_owner(static_cast<std::uint16_t>(settings_.lb_port));
      text = fmt::format("{}:{} is in use{}", settings_.lb_host, settings_.lb_port,
                         owner ? fmt::format(" by pid {} ({})", owner->pid, owner->name) : "");
    }
    std::fprintf(stderr, "zato-lb: %s\n", text.c_str());
    kLog.error("Not started: {}", text);
    notifier_.status(text);
    watch_.stop();
    balancer_.give_up();
    return in_use ? process::kExitPortInUse : process::kExitBootError;
  }

  void stop() {
    kLog.info("Stopping");
    notifier_.stopping();
    watch_.stop();
    agent_.stop(rt::Deadline::after(fast_ ? seconds(0) : kAgentGrace));
    balancer_.stop(fast_ ? milliseconds(0) : settings_.stop_grace);
  }

  // Everything but the agent's own address and the ODB's, which need a restart.
  Result<void> reread() {
    ZATO_TRY(const auto loaded, config::load_lb(directory_, security::decrypt_setting));
    ZATO_TRY(auto clients, load_pinned_clients(loaded.settings.main.pinned_clients));
    ZATO_CHECK(balancer_.set_settings(traffic_settings(loaded.settings.main)));
    agent_.set_clients(std::move(clients));
    log::set_level(log_options(loaded.settings.main).level);
    kLog.info("Settings have been read again");
    return {};
  }

  void on_signal(int number) {
    if (number == SIGUSR1) return log::reopen();
    if (number == SIGHUP) {
      reread_asked_ = true;
    } else {
      if (stop_asked_ || number != SIGTERM) {
        fast_ = true;
        balancer_.hurry();
      }
      stop_asked_ = true;
    }
    wake_.set();
  }

  void beat() {
    const auto interval = notifier_.watchdog_interval();
    if (!interval) return;
    notifier_.watchdog();
    beat_.start(*interval / 2, [this] { beat(); });
  }

  const std::filesystem::path directory_;
  const config::LbMainSettings settings_;
  process::Notifier notifier_ = process::Notifier::from_environment();
  rt::Loop loop_;
  rt::ThreadPool pool_{"haproxy -c", 2, 20};
  HaproxyRuntime runtime_;
  Balancer balancer_;
  OdbMembers members_;
  ServersWatch watch_;
  AgentApi api_;
  Agent agent_;
  rt::Timer beat_{loop_};
  rt::Event wake_;
  bool stop_asked_ = false;
  bool reread_asked_ = false;
  bool fast_ = false;
  int exit_code_ = process::kExitOk;
};

int refuse(int exit_code, const base::Error& error) { return process::refuse_to_start("zato-lb", exit_code, error); }

}  // namespace

int run_load_balancer(const std::filesystem::path& given) {
  std::error_code absent;
  const auto directory = std::filesystem::canonical(given, absent);
  if (absent) return refuse(process::kExitBootError, {Code::kNotFound, given.string() + ": no such directory"});
  auto loaded = config::load_lb(directory, security::decrypt_setting);
  if (!loaded) return refuse(process::kExitBootError, loaded.error());
  const auto& settings = loaded->settings.main;
  const auto lock = process::ComponentLock::acquire(directory);
  if (!lock) {
    return refuse(lock.error().code == Code::kAlreadyExists ? process::kExitAlreadyRunning : process::kExitBootError,
                  lock.error());
  }
  if (const auto made = base::make_directories(directory / "logs", 0750); !made) {
    return refuse(process::kExitBootError, made.error());
  }
  log::mask(settings.odb_password.reveal());
  if (const auto logging = log::start(log_options(settings)); !logging) {
    return refuse(process::kExitBootError, logging.error());
  }
  for (const auto& warning : loaded->warnings) kLog.warning("{}", warning);
  auto runtime = HaproxyRuntime::open(directory);
  if (!runtime) return refuse(process::kExitBootError, runtime.error());
  return App(directory, settings, std::move(*runtime)).run();
}

}  // namespace zato::lb
