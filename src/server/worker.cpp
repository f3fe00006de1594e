// Wiring of a worker: members are built from top to bottom, each from those above it, and end in the reverse order.
#include "server/worker.hpp"

#include <csignal>
#include <cstdlib>

#include "base/fault_point.hpp"
#include "base/text.hpp"
#include "broker/broker.hpp"
#include "http/access_observer.hpp"
#include "log/log.hpp"
#include "metrics/process_metrics.hpp"
#include "metrics/publisher.hpp"
#include "objects/server.hpp"
#include "odb/pool.hpp"
#include "outgoing/rest_connections.hpp"
#include "process/heap.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/signals.hpp"
#include "rt/tasks.hpp"
#include "security/digest.hpp"
#include "server/admin.hpp"
#include "server/channels/rest.hpp"
#include "server/channels/shared_count.hpp"
#include "server/child.hpp"
#include "server/configuration.hpp"
#include "server/deploy/coordinator.hpp"
#include "server/deploy/deployments.hpp"
#include "server/facilities.hpp"
#include "server/job_runs.hpp"
#include "server/memory_watch.hpp"
#include "server/message_desk.hpp"
#include "server/messaging.hpp"
#include "server/options.hpp"
#include "server/outgoing.hpp"
#include "server/probes.hpp"
#include "server/python_options.hpp"
#include "server/security/revocations.hpp"
#include "server/security/token_services.hpp"
#include "server/service_metrics.hpp"
#include "server/services.hpp"
#include "server/statistics/writer.hpp"
#include "server/traffic.hpp"
#include "server/watchdog.hpp"
#include "server/worker_checks.hpp"
#include "server/worker_report.hpp"
#include "service/invoker.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.worker"};
constexpr std::chrono::milliseconds kBalancersKeepIdle = 6s;  // HAProxy's pool-purge-delay is 5 s

class Worker {
 public:
  Worker(process::ChildLink& link, const ChildContext& context)
      : link_(link),
        directory_(context.directory),
        settings_(context.settings),
        cipher_(context.cipher),
        odb_(prompt_options(settings_.odb)),
        config_odb_(follower_options(settings_.odb)),
        report_(odb_, settings_.misc.server_name, link.heritage()),
        rest_(loop_, outgoing_limits(settings_.outgoing)),
        invoker_(loop_, registry_, with_connections(with_messages(invoker_options(settings_, link.notes())))),
        last_words_(link.open_last_words()),
        python_(loop_, invoker_, python_options(directory_, settings_, cipher_, python_objects_, last_words_.get())),
        service_metrics_(metrics_, invoker_),
        outgoing_metrics_(metrics_, rest_),
        traffic_(metrics_),
        tokens_(security::derived_key(settings_.secret_keys.key1, "tokens of JWT definitions")),
        channels_(invoker_, traffic_, tokens_, channel_options()),
        deployments_({.pool = odb_, .registry = registry_, .python = python_, .settings = settings_, .heritage = link.heritage()}),
        coordinator_({.loop = loop_,
                      .pool = odb_,
                      .cipher = cipher_,
                      .settings = settings_,
                      .directory = directory_,
                      .announce_run = [this] { announce_run(); },
                      .call = [this](const auto& caller, auto service, const auto& input) { return admin_.call_as(caller, service, input); }}),
        broker_(loop_, broker_with_wake_ups(broker_options(settings_, link.name()))),
        message_desk_(broker_.redis(), messages::Names(broker_.keys()), settings_.messages.guaranteed),
        statistics_(loop_, invoker_, StatisticsStore(broker_.redis(), broker_.keys(), statistics_store_options(settings_.statistics)), statistics_options(settings_, link.name())),
        admin_({.pool = odb_,
                .cipher = cipher_,
                .server = settings_.misc.server_name,
                .deploy = [this](const auto& caller, auto order) { return coordinator_.carry_out(caller, std::move(order)); },
                .statistics = statistics_,
                .messages = message_desk_,
                .announce = [this](auto sequence) { announce(sequence); },
                .wake_schedulers = [this] { publish_soon("scheduler-wake"); },
                .connections = connections_for_admin(rest_)}),
        configuration_(config_odb_, cipher_, settings_.misc.cluster_name, [this](const auto& next, const auto& delta) { return apply(next, delta); }),
        job_runs_(loop_, odb_, settings_.misc.server_name, [this] { return configuration_.current() ? configuration_.current()->cluster_id() : 0; }),
        facilities_(make_facilities(directory_, broker_, cipher_)),
        messaging_(loop_, broker_, invoker_, metrics_, {.settings = settings_.messages, .server = settings_.misc.server_name, .worker = link_.name(),
                                                        .cluster = settings_.misc.cluster_name, .odb = odb_,
                                                        .servers = [this] { return names_of_servers(); }, .job_runs = &job_runs_}),
        revocations_(broker_, tokens_),
        probes_({.expose_probes = settings_.http.expose_probes, .expose_metrics = settings_.http.expose_metrics},
                [this] { return checks(); }, [this] { return publisher_->render(); }),
        http_(loop_, http_options(settings_.http), [this](auto& request, auto& response) { handle(request, response); }, observers()),
        pulse_(loop_),
        publication_(loop_) {
    invoker_.provide(facilities_);
  }

  int run() {
    const rt::Signals signals(loop_, {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}, [this](int number) { on_signal(number); });
    loop_.spawn([this] {
      exit_code_ = serve();
      loop_.stop();
    });
    loop_.run();
    if (!python_.stop(2s)) {
      kLog.error("a Python service does not come to its end; this process ends without it");
      std::_Exit(exit_code_);
    }
    return exit_code_;
  }

 private:
  int serve() {
    if (const auto booted = boot(); !booted) return link_.report_boot_error(booted.error().text());
    const Watchdog watchdog(invoker_.running(), settings_.pools.loop_block_warning);
    const MemoryWatch memory(memory_limit(settings_.main), [this](const auto& why) { link_.ask_for_replacement(why); });
    broker_.start();
    messaging_.start();
    followers_.start([this] { configuration_.follow(settings_.misc.config_poll_interval); });
    followers_.start([this] { deployments_.follow(settings_.misc.config_poll_interval); });
    followers_.start([this] { report_.run(); });
    statistics_told_.start([this] { statistics_.run(); });
    for (auto& listener : link_.take_listeners()) {
      acceptors_.push_back(std::make_unique<rt::Acceptor>(loop_, std::move(listener)));
      acceptors_.back()->start([this](auto stream) { http_.add(std::move(stream)); });
    }
    serving_ = true;
    link_.report_ready();
    pulse();
    publish();
    stopping_.wait();
    finish();
    return 0;
  }

  service::Invoker::Options with_messages(service::Invoker::Options options) {
    options.send_async = [this](service::AsyncInvocation&& invocation) { return messaging_.send(std::move(invocation)); };
    return options;
  }

  std::vector<std::string> names_of_servers() const {
    std::vector<std::string> names;
    for (const auto& server : configuration_.current()->all<objects::Server>()) names.push_back(server.name);
    return names;
  }

  service::Invoker::Options with_connections(service::Invoker::Options options) {
    options.rest = [this](auto connection, auto&& call, auto cid, auto deadline) { return rest_.call(connection, std::move(call), cid, deadline); };
    return options;
  }

  RestChannels::Options channel_options() {
    const auto count = [this](const std::string& key, std::chrono::seconds window) { return count_in_redis(broker_, key, window); };
    return {.default_error_message = settings_.misc.default_error_message,
            .admission = {.proxies = TrustedProxies::parse(settings_.http.trusted_proxies).value_or(TrustedProxies()), .shared_count = count,
                          .on_stranger = [this](const Channel& channel, const http::Request& request) { note_stranger(channel, request); }},
            .bodies = {.limit = static_cast<std::size_t>(settings_.http.max_body_bytes), .memory = static_cast<std::size_t>(settings_.http.max_body_memory) / 4}};
  }

  // Redis only says that something may have changed; what it is stands in the ODB.
  broker::Broker::Options broker_with_wake_ups(broker::Broker::Options options) {
    options.on_event = [this](const broker::Event& event) {
      revocations_.on_event(event);
      if (event.type == "deployment") return deployments_.wake();
      if (event.type != "config-changed") return;
      if (base::fault_loses("server.change.heard")) return kLog.warning("on purpose, configuration {} is not heard of", event.data);
      const auto sequence = base::parse_number<std::int64_t>(event.data);
      sequence ? configuration_.wake_for(*sequence) : configuration_.wake();
    };
    options.on_resumed = [this] {
      configuration_.wake();
      deployments_.wake();
      revocations_.on_resumed();
    };
    return options;
  }

  std::vector<http::Observer*> observers() {
    if (!settings_.logging.access_log) return {&traffic_};
    access_observer_.emplace(loop_, access_log_);
    return {&traffic_, &*access_observer_};
  }

  base::Result<void> boot() {
    ZATO_CHECK(TrustedProxies::parse(settings_.http.trusted_proxies));
    ZATO_CHECK(outgoing::AddressGuard::parse(settings_.outgoing.allowed_networks));
    ZATO_TRY(auto publisher, metrics::Publisher::attach(metrics_, link_.take_metrics(), link_.heritage().cell));
    publisher_.emplace(std::move(publisher));
    metrics::add_process_metrics(metrics_, link_.name());
    if (access_observer_) ZATO_CHECK(access_log_.open(settings_.logging.access_log_file, log::parse_format(settings_.logging.format).value_or(log::Format::kText)));
    ZATO_CHECK(load_services(registry_, python_, settings_.main.service_sources, directory_));
    ZATO_CHECK(admin_.add_services(registry_));
    ZATO_CHECK(messaging_.calls().add_service(registry_));
    ZATO_CHECK(add_token_services(registry_, {.tokens = tokens_,
                                              .traffic = traffic_,
                                              .snapshot = [this] { return configuration_.current(); },
                                              .revoke = [this](const Token& token) { return revocations_.revoke(token); }}));
    ZATO_CHECK(patiently(link_, odb_, settings_.main.boot_timeout, [this] { return configuration_.load(); }));
    return patiently(link_, odb_, settings_.main.boot_timeout,
                     [this] { return register_services(odb_, cipher_, *configuration_.current(), registry_); });
  }

  base::Result<void> apply(const Configuration::Snapshot& next, const odb::Delta& delta) {
    ZATO_CHECK(deployments_.prepare(next, delta));
    ZATO_CHECK(channels_.apply(*next, delta));
    deployments_.commit();
    apply_services(registry_, *next);
    rest_.applied(next);
    facilities_->cache_limits().set(cache_limits(*next));
    admin_.applied(next);
    python_objects_.applied(next);
    report_.applied(next);
    return {};
  }

  // Who tries credentials at the admin API is worth a line in the audit log; that waits for the ODB, the request does not.
  void note_stranger(const Channel& channel, const http::Request& request) {
    if (!Admin::is_admin(channel.service)) return;
    loop_.spawn([this, name = channel.config.name, cid = std::string(request.cid), address = std::string(request.peer_address)] {
      admin_.login_failed(name, cid, address);
    });
  }

  // Any thread. Without Redis the others find out by looking at the ODB.
  void announce(std::int64_t sequence) {
    configuration_.wake();
    loop_.spawn([this, sequence] {
      const auto told = broker_.publish("config-changed", std::to_string(sequence), rt::Deadline::after(1s));
      if (!told) kLog.warning("the other workers were not told of configuration {}: {}", sequence, told.error().text());
      base::fault_point("server.change.announced");
    });
  }

  // Any thread. Without Redis the others find out by looking at the ODB.
  void announce_run() {
    deployments_.wake();
    publish_soon("deployment");
  }

  // Any thread.
  void publish_soon(const char* event) {
    loop_.spawn([this, event] { static_cast<void>(broker_.publish(event, "", rt::Deadline::after(1s))); });
  }

  void handle(http::Request& request, http::Response& response) {
    if (!probes_.handle(request, response)) channels_.handle(request, response);
  }

  // Last requests in, all answers out. A worker that is only replaced leaves its port to its siblings at once; one of a server
  // that stops goes on accepting until the load balancer had the time to notice.
  void finish() {
    serving_ = leave_ == SIGUSR2;
    rt::Tasks drained(loop_);
    drained.start([this] {
      if (!messaging_.drain(rt::Deadline::after(settings_.main.graceful_timeout), hurry_)) kLog.warning("asynchronous invocations are still running; others will run them again");
    });
    if (leave_ == SIGTERM) hurry_.wait(rt::Deadline::after(settings_.main.stop_delay));
    for (const auto& acceptor : acceptors_) acceptor->stop();
    // A balancer that keeps connections may send a request at the very moment we close one. While siblings serve there is no hurry to
    // close: it will have given them up by itself.
    http_.drain(leave_ == SIGUSR2 ? std::optional(kBalancersKeepIdle) : std::nullopt);
    if (!wait_idle()) kLog.warning("{} requests are still being served, their connections are cut", http_.status().serving);
    statistics_.stop();
    statistics_told_.wait(rt::Deadline::after(2s));
    drained.wait();
    broker_.stop();
    configuration_.stop();
    deployments_.stop();
    report_.stop();
    followers_.wait(rt::Deadline::after(2s));
    publish();
  }

  // False when the time is over, or a fast stop cuts it short, before the last answer is out.
  bool wait_idle() {
    const auto end = rt::Deadline::after(settings_.main.graceful_timeout);
    while (!hurry_.is_set() && !end.expired()) {
      if (http_.wait_idle(end.earlier(rt::Deadline::after(100ms)))) return true;
    }
    return http_.status().connections == 0;
  }

  void on_signal(int number) {
    if (number == SIGUSR1) {
      access_log_.reopen();
      return log::reopen();
    }
    if (leave_ == 0 || number == SIGINT) leave_ = number;
    if (number == SIGINT) hurry_.set();
    stopping_.set();
  }

  std::vector<Probes::Check> checks() const {
    return worker_checks({.configuration = configuration_, .registry = registry_, .deployments = deployments_, .broker = broker_, .odb = odb_},
                         serving_, settings_.hot_deploy.serve_incomplete);
  }

  // A worker whose Python side is stuck is as good as one whose loop is: without beats the parent replaces it.
  void pulse() {
    if (python_.blocked() < 2s) link_.beat();
    if (link_.beat_interval().count() > 0) pulse_.start(link_.beat_interval(), [this] { pulse(); });
  }

  void publish() {
    rest_.tidy();
    publisher_->publish();
    look_for_runaways();
    const auto& logging = settings_.logging;
    if (access_observer_ && logging.rotate_bytes > 0 && link_.heritage().slot == 0) {
      access_log_.rotate_beyond(static_cast<std::size_t>(logging.rotate_bytes), static_cast<int>(logging.rotate_count));
    }
    publication_.start(1s, [this] { publish(); });
  }

  // A call on a thread that nobody waits for any more, and that does not end, keeps its thread for ever. So it is with a worker that
  // does not come round; only that this one has the time to finish all else.
  void look_for_runaways() {
    const auto runaway = invoker_.abandoned_for(settings_.main.worker_timeout);
    if (!runaway.empty()) link_.ask_for_replacement(runaway + " goes on although nobody waits for it");
  }

  process::ChildLink& link_;
  const std::filesystem::path directory_;
  const config::ServerSettings& settings_;
  const objects::Cipher& cipher_;
  rt::Loop loop_;
  odb::Pool odb_;
  odb::Pool config_odb_;  // of configuration_ alone
  WorkerReport report_;
  metrics::Registry metrics_;
  std::optional<metrics::Publisher> publisher_;
  service::Registry registry_;
  outgoing::RestConnections rest_;
  service::Invoker invoker_;
  PythonObjects python_objects_;
  const base::UniqueFd last_words_;
  service::python::Host python_;
  ServiceMetrics service_metrics_;
  OutgoingMetrics outgoing_metrics_;
  Traffic traffic_;
  log::AccessLog access_log_;
  std::optional<http::AccessObserver> access_observer_;
  Tokens tokens_;
  RestChannels channels_;
  Deployments deployments_;
  Coordinator coordinator_;
  broker::Broker broker_;
  MessageDesk message_desk_;
  StatisticsWriter statistics_;
  Admin admin_;
  Configuration configuration_;
  JobRuns job_runs_;
  const std::shared_ptr<service::Facilities> facilities_;
  Messaging messaging_;
  Revocations revocations_;
  Probes probes_;
  http::Server http_;
  std::vector<std::unique_ptr<rt::Acceptor>> acceptors_;
  rt::Timer pulse_;
  rt::Timer publication_;
  rt::Event stopping_;
  rt::Event hurry_;
  rt::Tasks followers_{loop_};        // of the configuration and deployments, and what reports of both
  rt::Tasks statistics_told_{loop_};  // stopped before the broker, which they need
  bool serving_ = false;
  int leave_ = 0;  // the signal that ended it
  int exit_code_ = 0;
};

}  // namespace

int run_worker(process::ChildLink& link, const std::filesystem::path& directory) {
  process::keep_heap_small();
  const auto context = begin_child(directory, link.name(), LogRotation::kByOthers);
  if (!context) return link.report_boot_error(context.error().text());
  return Worker(link, *context).run();
}

}  // namespace zato::server
