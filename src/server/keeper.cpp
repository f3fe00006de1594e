#include "server/keeper.hpp"

#include <csignal>

#include "broker/broker.hpp"
#include "log/log.hpp"
#include "odb/pool.hpp"
#include "odb/settings.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/signals.hpp"
#include "server/child.hpp"
#include "server/membership.hpp"
#include "server/options.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.keeper"};
constexpr auto kBeat = 1s;
constexpr int kBeatsBetweenTidying = 600;

class Keeper {
 public:
  Keeper(process::ChildLink& link, const config::ServerSettings& settings)
      : link_(link), settings_(settings), odb_(odb::options_of(settings.odb)), membership_(odb_, settings), broker_(loop_, broker_options(settings, link.name())), pulse_(loop_) {}

  int run() {
    const rt::Signals signals(loop_, {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}, [this](int number) { on_signal(number); });
    loop_.spawn([this] {
      exit_code_ = serve();
      loop_.stop();
    });
    loop_.run();
    return exit_code_;
  }

 private:
  int serve() {
    const auto joined = patiently(link_, odb_, settings_.main.boot_timeout, [this] { return membership_.join(); });
    if (!joined) return link_.report_boot_error(joined.error().text());
    link_.report_ready();
    pulse();
    kLog.info("server {} has joined cluster {}", settings_.misc.server_name, settings_.misc.cluster_name);
    broker_.start();
    broker_.join(settings_.misc.server_name, settings_.main.bind);
    keep_beating();
    if (!retiring_ && !superseded_) {
      (void)broker_.leave(rt::Deadline::after(1s));  // when Redis is away the key expires by itself
      if (const auto left = membership_.leave(); !left) kLog.warning("the cluster could not be told that this server stops: {}", left.error().text());
    }
    broker_.stop();
    return 0;
  }

  void keep_beating() {
    bool said = false;
    for (int beat = 0; !stopping_.wait(rt::Deadline::after(kBeat)); ++beat) {
      log::rotate_if_grown();
      if (beat % kBeatsBetweenTidying == 0) tidy();
      const auto beaten = membership_.beat();
      if (!beaten && beaten.error().code == base::Code::kConflict) {
        kLog.error("another instance of {} has joined the cluster; this one stops beating", settings_.misc.server_name);
        superseded_ = true;
        stopping_.wait();
        return;
      }
      if (!beaten && !std::exchange(said, true)) kLog.warning("the ODB cannot be told that this server lives: {}", beaten.error().text());
      if (beaten && std::exchange(said, false)) kLog.info("the ODB is there again");
    }
  }

  void tidy() {
    const auto forgotten = membership_.forget_old_changes();
    if (!forgotten) return kLog.warning("old configuration changes could not be removed from the ODB: {}", forgotten.error().text());
    if (*forgotten > 0) kLog.info("{} old configuration changes were removed from the ODB", *forgotten);
  }

  void on_signal(int number) {
    if (number == SIGUSR1) return log::reopen();
    retiring_ = number == SIGUSR2 && !stopping_.is_set();
    stopping_.set();
  }

  void pulse() {
    link_.beat();
    if (link_.beat_interval().count() > 0) pulse_.start(link_.beat_interval(), [this] { pulse(); });
  }

  process::ChildLink& link_;
  const config::ServerSettings& settings_;
  rt::Loop loop_;
  odb::Pool odb_;
  Membership membership_;
  broker::Broker broker_;
  rt::Timer pulse_;
  rt::Event stopping_;
  bool retiring_ = false;
  bool superseded_ = false;  // by another instance, which our leaving must not take out of the cluster
  int exit_code_ = 0;
};

}  // namespace

int run_keeper(process::ChildLink& link, const std::filesystem::path& directory) {
  const auto context = begin_child(directory, link.name(), LogRotation::kByThis);
  if (!context) return link.report_boot_error(context.error().text());
  return Keeper(link, context->settings).run();
}

}  // namespace zato::server
