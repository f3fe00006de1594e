#include "scheduler/options.hpp"

#include "odb/settings.hpp"

namespace zato::scheduler {

odb::Options odb_options(const config::SchedulerSettings& settings) {
  auto options = odb::options_of(settings.odb);
  options.patience = std::chrono::milliseconds(1400);
  options.statement_timeout = std::chrono::milliseconds(10'000);
  options.connect_timeout = std::min(options.connect_timeout, std::chrono::milliseconds(2000));
  return options;
}

log::Options log_options(const config::SchedulerSettings& settings) {
  const auto& logging = settings.logging;
  return {.file = logging.file,
          .level = log::parse_level(logging.level).value_or(log::Level::kInfo),
          .format = log::parse_format(logging.format).value_or(log::Format::kText),
          .process = "scheduler",
          .rotate_bytes = static_cast<std::size_t>(logging.rotate_bytes),
          .rotate_count = static_cast<int>(logging.rotate_count)};
}

broker::Broker::Options broker_options(const config::SchedulerSettings& settings) {
  broker::Broker::Options options;
  options.cluster = settings.cluster.name;
  options.name = settings.scheduler.name;
  options.redis.host = settings.kvdb.host;
  options.redis.port = static_cast<std::uint16_t>(settings.kvdb.port);
  options.redis.unix_socket = settings.kvdb.unix_socket_path;
  options.redis.username = settings.kvdb.username;
  options.redis.password = settings.kvdb.password;
  options.redis.database = static_cast<int>(settings.kvdb.db);
  options.redis.timeout = settings.kvdb.socket_timeout;
  options.redis.client_name = options.name;
  options.redis.reconnect.first_pause = settings.kvdb.reconnect_delay_min;
  options.redis.reconnect.longest_pause = settings.kvdb.reconnect_delay_max;
  return options;
}

Runner::Options runner_options(const config::SchedulerMainSettings& settings) {
  return {.agenda = {.rules = {.grace = settings.misfire_grace_time, .catch_up_window = settings.catch_up_window},
                     .ahead = settings.plan_ahead,
                     .batch = settings.plan_ahead / 4},
          .poll_interval = settings.poll_interval,
          .run_timeout = settings.run_timeout,
          .history_time = settings.history_time};
}

}  // namespace zato::scheduler
