#include "server/keeper.hpp"

#include <csignal>
#include <optional>

#include "broker/broker.hpp"
#include "log/log.hpp"
#include "metrics/process_metrics.hpp"
#include "metrics/publisher.hpp"
#include "odb/pool.hpp"
#include "odb/settings.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/signals.hpp"
#include "server/child.hpp"
#include "server/deploy/keeper_deploys.hpp"
#include "server/membership.hpp"
#include "server/options.hpp"
#include "server/singleton.hpp"
#include "server/tidying.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.keeper"};
constexpr auto kBeat = 1s;
constexpr int kBeatsBetweenTidying = 600;

class Keeper {
 public:
  Keeper(process::ChildLink& link, const ChildContext& context)
      : link_(link), settings_(context.settings), odb_(odb::options_of(settings_.odb)), membership_(odb_, settings_), broker_(loop_, broker_options(settings_, link.name())),
        deploys_(loop_, odb_, broker_, context.cipher, settings_, context.directory),
        singleton_(loop_, settings_, broker_.redis(), broker_.keys(), metrics_), tidying_(loop_, membership_), pulse_(loop_) {}

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
    if (const auto shown = show_metrics(); !shown) return link_.report_boot_error(shown.error().text());
    link_.report_ready();
    pulse();
    kLog.info("server {} has joined cluster {}", settings_.misc.server_name, settings_.misc.cluster_name);
    broker_.start();
    broker_.join(settings_.misc.server_name, settings_.main.bind);
    loop_.spawn([this] {
      deploys_.run();
      deploys_ended_.set();
    });
    singleton_.plug(tidying_);
    singleton_.start(membership_.cluster_id(), membership_.server_id());
    keep_beating();
    deploys_.stop();
    singleton_.release(rt::Deadline::after(1s));
    publisher_->publish();
    if (!retiring_ && !superseded_) {
      (void)broker_.leave(rt::Deadline::after(1s));  // when Redis is away the key expires by itself
      if (const auto left = membership_.leave(); !left) kLog.warning("the cluster could not be told that this server stops: {}", left.error().text());
    }
    deploys_ended_.wait(rt::Deadline::after(2s));
    broker_.stop();
    return 0;
  }

  void keep_beating() {
    bool said = false;
    for (int beat = 1; !stopping_.wait(rt::Deadline::after(kBeat)); ++beat) {
      log::rotate_if_grown();
      if (beat % kBeatsBetweenTidying == 0) deploys_.tidy();
      publisher_->publish();
      const auto beaten = membership_.beat();
      if (!beaten && beaten.error().code == base::Code::kConflict) {
        kLog.error("another instance of {} has joined the cluster; this one stops beating", settings_.misc.server_name);
        superseded_ = true;
        singleton_.release(rt::Deadline::after(1s));
        stopping_.wait();
        return;
      }
      if (!beaten && !std::exchange(said, true)) kLog.warning("the ODB cannot be told that this server lives: {}", beaten.error().text());
      if (beaten && std::exchange(said, false)) kLog.info("the ODB is there again");
    }
  }

  base::Result<void> show_metrics() {
    ZATO_TRY(auto publisher, metrics::Publisher::attach(metrics_, link_.take_metrics(), link_.heritage().cell));
    publisher_.emplace(std::move(publisher));
    metrics::add_process_metrics(metrics_, link_.name());
    return {};
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
  metrics::Registry metrics_;
  std::optional<metrics::Publisher> publisher_;
  odb::Pool odb_;
  Membership membership_;
  broker::Broker broker_;
  KeeperDeploys deploys_;
  Singleton singleton_;
  Tidying tidying_;
  rt::Timer pulse_;
  rt::Event stopping_;
  rt::Event deploys_ended_;
  bool retiring_ = false;
  bool superseded_ = false;  // by another instance, which our leaving must not take out of the cluster
  int exit_code_ = 0;
};

}  // namespace

int run_keeper(process::ChildLink& link, const std::filesystem::path& directory) {
  const auto context = begin_child(directory, link.name(), LogRotation::kByThis);
  if (!context) return link.report_boot_error(context.error().text());
  return Keeper(link, *context).run();
}

}  // namespace zato::server
