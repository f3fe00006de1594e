#include "server/options.hpp"

#include <algorithm>

#include "odb/settings.hpp"
#include "server/memory_watch.hpp"

namespace zato::server {

odb::Options prompt_options(const config::OdbSettings& settings) {
  auto options = odb::options_of(settings);
  options.patience = std::chrono::milliseconds(1400);
  options.statement_timeout = std::chrono::milliseconds(1750);
  options.connect_timeout = std::min(options.connect_timeout, std::chrono::milliseconds(2000));
  return options;
}

odb::Options follower_options(const config::OdbSettings& settings) {
  auto options = odb::options_of(settings);
  options.pool_size = 1;
  return options;
}

http::ServerOptions http_options(const config::HttpSettings& settings) {
  http::ServerOptions options;
  options.limits.head = static_cast<std::size_t>(settings.max_header_bytes);
  options.limits.fields = static_cast<std::size_t>(settings.max_header_fields);
  options.limits.body = static_cast<std::size_t>(settings.max_body_bytes);
  options.body_memory = static_cast<std::size_t>(settings.max_body_memory);
  options.idle_timeout = settings.keep_alive_timeout;
  options.header_timeout = settings.header_timeout;
  options.body_window = settings.body_rate_window;
  options.body_minimum_rate = static_cast<std::size_t>(settings.body_min_rate);
  options.write_timeout = settings.write_stall_timeout;
  options.max_requests_per_connection = static_cast<std::size_t>(settings.max_requests_per_connection);
  options.max_connections = static_cast<std::size_t>(settings.max_connections);
  return options;
}

broker::Broker::Options broker_options(const config::ServerSettings& settings, const std::string& process) {
  broker::Broker::Options options;
  options.cluster = settings.misc.cluster_name;
  options.name = settings.misc.server_name + "/" + process;
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

service::Invoker::Options invoker_options(const config::ServerSettings& settings, std::span<base::WorkNote> notes) {
  const auto& pools = settings.pools;
  return {.threads = static_cast<std::size_t>(pools.thread_pool_size),
          .thread_queue = static_cast<std::size_t>(pools.thread_pool_queue),
          .cpu_threads = static_cast<std::size_t>(pools.cpu_pool_size),
          .cpu_queue = static_cast<std::size_t>(pools.cpu_pool_queue),
          .notes = notes,
          .message_bytes = static_cast<std::size_t>(settings.statistics.message_bytes)};
}

std::size_t memory_limit(const config::MainSettings& settings) {
  if (settings.worker_memory_limit < 0) return 0;
  if (settings.worker_memory_limit == 0) return machine_memory() / 4 * 3;
  return static_cast<std::size_t>(settings.worker_memory_limit) * 1'000'000;
}

StatisticsStore::Options statistics_store_options(const config::StatisticsSettings& settings) {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  return {.totals = duration_cast<seconds>(settings.keep),
          .in_flight = duration_cast<seconds>(settings.interval) * 5 + seconds(5),
          .messages = duration_cast<seconds>(settings.keep_messages),
          .slow_responses = static_cast<std::size_t>(settings.slow_responses)};
}

StatisticsWriter::Options statistics_options(const config::ServerSettings& settings, const std::string& process) {
  return {.server = settings.misc.server_name, .worker = process, .interval = settings.statistics.interval};
}

outgoing::Limits outgoing_limits(const config::OutgoingSettings& settings) {
  return {.guard = outgoing::AddressGuard::parse(settings.allowed_networks).value_or(outgoing::AddressGuard()),
          .body_bytes = static_cast<std::size_t>(settings.max_body_bytes),
          .waiting_calls = static_cast<std::size_t>(settings.max_waiting_calls)};
}

}  // namespace zato::server
