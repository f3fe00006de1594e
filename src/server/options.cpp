#include "server/options.hpp"

namespace zato::server {

odb::Options odb_options(const config::OdbSettings& settings) {
  odb::Options options;
  options.engine = settings.engine == "postgresql" ? odb::Engine::kPostgresql : odb::Engine::kSqlite;
  options.path = settings.db_name;
  options.host = settings.host;
  options.port = static_cast<int>(settings.port);
  options.user = settings.username;
  options.password = settings.password;
  options.db_name = settings.db_name;
  if (!settings.schema.empty()) options.schema = settings.schema;
  options.pool_size = static_cast<std::size_t>(settings.pool_size);
  options.connect_timeout = settings.connect_timeout;
  return options;
}

http::ServerOptions http_options(const config::HttpSettings& settings) {
  http::ServerOptions options;
  options.limits.head = static_cast<std::size_t>(settings.max_header_bytes);
  options.limits.fields = static_cast<std::size_t>(settings.max_header_fields);
  options.limits.body = static_cast<std::size_t>(settings.max_body_bytes);
  options.idle_timeout = settings.keep_alive_timeout;
  options.header_timeout = settings.header_timeout;
  options.body_window = settings.body_rate_window;
  options.body_minimum_rate = static_cast<std::size_t>(settings.body_min_rate);
  options.write_timeout = settings.write_stall_timeout;
  options.max_requests_per_connection = static_cast<std::size_t>(settings.max_requests_per_connection);
  options.max_connections = static_cast<std::size_t>(settings.max_connections);
  return options;
}

service::Invoker::Options invoker_options(const config::PoolSettings& settings) {
  return {.threads = static_cast<std::size_t>(settings.thread_pool_size),
          .thread_queue = static_cast<std::size_t>(settings.thread_pool_queue),
          .cpu_threads = static_cast<std::size_t>(settings.cpu_pool_size),
          .cpu_queue = static_cast<std::size_t>(settings.cpu_pool_queue)};
}

}  // namespace zato::server
