#include "scheduler/app.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <optional>

#include "base/file.hpp"
#include "broker/broker.hpp"
#include "config/settings.hpp"
#include "lease/lease.hpp"
#include "lease/odb_store.hpp"
#include "metrics/process_metrics.hpp"
#include "objects/all.hpp"
#include "process/component.hpp"
#include "process/component_main.hpp"
#include "process/exit_codes.hpp"
#include "process/notify.hpp"
#include "rt/signals.hpp"
#include "scheduler/health.hpp"
#include "scheduler/jobs_watch.hpp"
#include "scheduler/message_sink.hpp"
#include "scheduler/options.hpp"
#include "scheduler/runner.hpp"
#include "security/cipher.hpp"
#include "security/object_cipher.hpp"

namespace zato::scheduler {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::Result;

const log::Logger kLog{"zato.scheduler"};

constexpr auto kBootTimeout = 30s;
constexpr auto kBootRetry = 200ms;
constexpr auto kReleaseLimit = 1s;
constexpr auto kHealthGrace = 1s;

class App {
 public:
  App(const config::SchedulerSettings& settings, std::shared_ptr<const objects::Cipher> cipher)
      : settings_(settings),
        cipher_(std::move(cipher)),
        lease_times_(lease::Times::of(settings.scheduler.keep_alive)),
        odb_(odb_options(settings)),
        lease_odb_(lease::options_for(odb_options(settings), lease_times_)),
        broker_(loop_, broker_with_wake_ups()),
        sender_(loop_, broker_.redis(), messages::Names(broker_.keys()), {}),
        sink_(sender_, broker_.redis(), messages::Names(broker_.keys()), settings.scheduler.name),
        runner_(loop_, odb_, sink_, with_callbacks(runner_options(settings.scheduler))),
        watch_(odb_, *cipher_, settings.cluster.name,
               [this](const auto& snapshot) { runner_.set_configuration(snapshot); }),
        health_(loop_, metrics_, [this] { return why_not_ready(); }) {
    add_metrics();
  }

  int run() {
    const rt::Signals signals(loop_, {SIGTERM, SIGINT, SIGQUIT, SIGUSR1}, [this](int number) { on_signal(number); });
    loop_.spawn([this] {
      exit_code_ = live();
      loop_.stop();
    });
    loop_.run();
    return exit_code_;
  }

 private:
  int live() {
    if (const auto opened = health_.open(settings_.bind.host, static_cast<std::uint16_t>(settings_.bind.port));
        !opened) {
      return fail_start(opened.error(), process::kExitPortInUse);
    }
    if (const auto loaded = load_patiently(); !loaded) return fail_start(loaded.error(), process::kExitBootError);
    if (stop_.is_set()) return process::kExitOk;
    cluster_id_ = watch_.current()->cluster_id();
    runner_.set_configuration(watch_.current());
    broker_.start();
    health_.start();
    loop_.spawn([this] {
      watch_.follow(settings_.scheduler.poll_interval);
      followed_.set();
    });
    compete();
    notifier_.ready("serving");
    beat();
    kLog.info("Ready: scheduler {} of cluster {}, health on {}:{}", settings_.scheduler.name, settings_.cluster.name,
              settings_.bind.host, settings_.bind.port);
    stop_.wait();
    stop();
    return process::kExitOk;
  }

  Result<void> load_patiently() {
    const auto deadline = rt::Deadline::after(kBootTimeout);
    for (;;) {
      const auto loaded = watch_.load();
      if (loaded || loaded.error().code != Code::kUnavailable || deadline.expired()) return loaded;
      notifier_.status(loaded.error().text());
      if (stop_.wait(rt::Deadline::after(kBootRetry))) return {};
    }
  }

  void compete() {
    lease_store_.emplace(lease_odb_, watch_.current()->cluster_id(), jobs::kRole);
    lease_.emplace(loop_, *lease_store_,
                   lease::Lease::Options{.holder = lease::new_holder(settings_.scheduler.name),
                                         .times = lease_times_,
                                         .on_acquired = [this](lease::Epoch epoch) { runner_.start(epoch); },
                                         .on_lost =
                                             [this](lease::Epoch epoch) {
                                               kLog.info("not active any more, epoch {} is over", epoch);
                                               runner_.stop();
                                             }});
    lease_->start();
  }

  int fail_start(const base::Error& error, int exit_code) {
    std::fprintf(stderr, "zato-scheduler: %s\n", error.text().c_str());
    kLog.error("Not started: {}", error.text());
    notifier_.status(error.text());
    return exit_code;
  }

  void stop() {
    kLog.info("Stopping");
    notifier_.stopping();
    if (!lease_->release(rt::Deadline::after(kReleaseLimit)))
      kLog.warning("the ODB was not told; another scheduler waits for us in vain");
    runner_.stop();
    watch_.stop();
    followed_.wait();
    health_.stop(rt::Deadline::after(kHealthGrace));
    broker_.stop();
  }

  broker::Broker::Options broker_with_wake_ups() {
    auto options = broker_options(settings_);
    options.on_event = [this](const broker::Event& event) {
      if (event.type == "config-changed") watch_.wake();
      if (event.type == "scheduler-wake") runner_.wake();
    };
    options.on_resumed = [this] {
      watch_.wake();
      runner_.wake();
    };
    return options;
  }

  Runner::Options with_callbacks(Runner::Options options) {
    options.epoch = [this]() -> std::optional<lease::Epoch> { return lease_ ? lease_->epoch() : std::nullopt; };
    options.retire = [this](odb::Connection& odb, schema::Id job) { return switch_off(odb, job); };
    options.fired = [this](schedule::Duration late) { lateness_.observe(std::chrono::duration<double>(late).count()); };
    return options;
  }

  // As Zato does with a job that runs once. On a pool's thread.
  Result<void> switch_off(odb::Connection& odb, schema::Id id) const {
    odb::Store store(odb, {.registry = objects::all(),
                           .cipher = *cipher_,
                           .cluster_id = cluster_id_,
                           .actor = "scheduler " + settings_.scheduler.name});
    return jobs::switch_off(store, id);
  }

  std::string why_not_ready() const {
    if (!watch_.database_available()) return "the ODB is away";
    return {};
  }

  void add_metrics() {
    metrics::add_process_metrics(metrics_, "scheduler");
    auto active =
        metrics_.gauge({.name = "zato_scheduler_active", .help = "1 where this scheduler is the active one."}).single();
    auto jobs = metrics_.gauge({.name = "zato_scheduler_jobs", .help = "Active jobs."}).single();
    auto outbox =
        metrics_.gauge({.name = "zato_scheduler_outbox", .help = "Runs that are written and have not gone out."})
            .single();
    auto connected =
        metrics_.gauge({.name = "zato_scheduler_broker_connected", .help = "1 where Redis is there."}).single();
    auto fired = metrics_.gauge({.name = "zato_scheduler_fires", .help = "Runs sent since this scheduler was started."})
                     .single();
    auto refused =
        metrics_.gauge({.name = "zato_scheduler_refusals", .help = "Attempts to send a run that failed."}).single();
    auto skipped =
        metrics_
            .gauge({.name = "zato_scheduler_skipped", .help = "Runs left out because an earlier one had not ended."})
            .single();
    auto repeated =
        metrics_.gauge({.name = "zato_scheduler_repeated", .help = "Runs sent again because Redis had forgotten them."})
            .single();
    metrics_.before_snapshot([=, this]() mutable {
      active.set(runner_.active() ? 1 : 0);
      jobs.set(static_cast<double>(runner_.jobs()));
      outbox.set(static_cast<double>(runner_.outbox()));
      connected.set(broker_.redis().connected() ? 1 : 0);
      fired.set(static_cast<double>(runner_.counts().fired));
      refused.set(static_cast<double>(runner_.counts().refused));
      skipped.set(static_cast<double>(runner_.counts().skipped));
      repeated.set(static_cast<double>(runner_.counts().repeated));
    });
  }

  void on_signal(int number) {
    if (number == SIGUSR1) return log::reopen();
    stop_.set();
  }

  void beat() {
    const auto interval = notifier_.watchdog_interval();
    if (!interval) return;
    notifier_.watchdog();
    beat_.start(*interval / 2, [this] { beat(); });
  }

  const config::SchedulerSettings settings_;
  const std::shared_ptr<const objects::Cipher> cipher_;
  process::Notifier notifier_ = process::Notifier::from_environment();
  metrics::Registry metrics_;
  metrics::Histogram lateness_ = metrics_
                                     .histogram({.name = "zato_scheduler_lateness_seconds",
                                                 .help = "From the nominal time of a run to when Redis had it.",
                                                 .unit = "seconds",
                                                 .bounds = {0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03,
                                                            0.05, 0.1, 0.25, 1, 5, 60}})
                                     .single();
  rt::Loop loop_;
  const lease::Times lease_times_;
  odb::Pool odb_;
  odb::Pool lease_odb_;  // long transactions must not keep the role from being renewed
  std::optional<lease::OdbStore> lease_store_;
  std::optional<lease::Lease> lease_;
  broker::Broker broker_;
  messages::Sender sender_;
  MessageSink sink_;
  Runner runner_;
  JobsWatch watch_;
  Health health_;
  schema::Id cluster_id_ = 0;
  rt::Timer beat_{loop_};
  rt::Event stop_;
  rt::Event followed_;
  int exit_code_ = process::kExitOk;
};

int refuse(int exit_code, const base::Error& error) { return process::refuse_to_start("zato-scheduler", exit_code, error); }

}  // namespace

int run_scheduler(const std::filesystem::path& given) {
  std::error_code absent;
  const auto directory = std::filesystem::canonical(given, absent);
  if (absent) return refuse(process::kExitBootError, {Code::kNotFound, given.string() + ": no such directory"});
  auto loaded = config::load_scheduler(directory, security::decrypt_setting);
  if (!loaded) return refuse(process::kExitBootError, loaded.error());
  const auto& settings = loaded->settings;
  const auto lock = process::ComponentLock::acquire(directory);
  if (!lock) {
    return refuse(lock.error().code == Code::kAlreadyExists ? process::kExitAlreadyRunning : process::kExitBootError,
                  lock.error());
  }
  if (const auto made = base::make_directories(directory / "logs", 0750); !made) {
    return refuse(process::kExitBootError, made.error());
  }
  log::mask(settings.odb.password.reveal());
  log::mask(settings.kvdb.password.reveal());
  log::mask(settings.secret_keys.key1.reveal());
  if (const auto logging = log::start(log_options(settings)); !logging) {
    return refuse(process::kExitBootError, logging.error());
  }
  for (const auto& warning : loaded->warnings) kLog.warning("{}", warning);
  auto key = security::SecretKey::parse(settings.secret_keys.key1.reveal());
  if (!key) return refuse(process::kExitBootError, key.error());
  return App(settings, std::make_shared<security::ObjectCipher>(*key)).run();
}

}  // namespace zato::scheduler
