// The settings of zato-server (server.conf) as plain values. Their help, ranges and spellings: server_settings.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/secret.hpp"

namespace zato::config {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

struct MainSettings {
  std::string bind = "127.0.0.1:17010";
  std::int64_t workers = 0;  // 0 in the file; after loading always the real number
  milliseconds worker_timeout = 30s;
  milliseconds graceful_timeout = 30s;
  milliseconds stop_delay = 1s;
  milliseconds boot_timeout = 30s;
  milliseconds respawn_delay_min = 200ms;
  milliseconds respawn_delay_max = 30s;
  std::int64_t worker_memory_limit = 0;  // MB; 0: three quarters of the machine; -1: none
  std::int64_t listen_backlog = 2048;
  std::filesystem::path service_sources = "./service-sources.txt";
  base::Secret token = {};
};

// Where the operational database is. The load balancer's agent uses it as well.
struct OdbSettings {
  std::string engine = "sqlite";
  std::string db_name = "../../../zato.db";  // SQLite: a path, absolute after loading
  std::string host = "localhost";
  std::int64_t port = 5432;
  std::string username = {};
  base::Secret password = {};
  std::string schema = {};
  std::int64_t pool_size = 4;
  milliseconds connect_timeout = 5s;
};

struct KvdbSettings {
  std::string host = "localhost";
  std::int64_t port = 6379;
  std::string unix_socket_path = {};
  std::string username = {};
  base::Secret password = {};
  std::int64_t db = 0;
  milliseconds socket_timeout = 2s;
  milliseconds reconnect_delay_min = 100ms;
  milliseconds reconnect_delay_max = 2s;
};

struct HttpSettings {
  std::int64_t max_header_bytes = 16384;
  std::int64_t max_header_fields = 100;
  std::int64_t max_body_bytes = 10 * 1024 * 1024;
  std::int64_t max_body_memory = 256 * 1024 * 1024;
  milliseconds header_timeout = 10s;
  std::int64_t body_min_rate = 1024;
  milliseconds body_rate_window = 10s;
  milliseconds write_stall_timeout = 30s;
  milliseconds keep_alive_timeout = 75s;
  std::int64_t max_requests_per_connection = 100000;
  std::int64_t max_connections = 20000;
  std::string trusted_proxies = "127.0.0.0/8, ::1";
  bool expose_probes = true;
  bool expose_metrics = true;
};

struct PoolSettings {
  std::int64_t thread_pool_size = 128;
  std::int64_t thread_pool_queue = 1024;
  std::int64_t cpu_pool_size = 0;  // 0 in the file; after loading always the real number
  std::int64_t cpu_pool_queue = 256;
  milliseconds loop_block_warning = 100ms;
};

struct MessagesSettings {
  bool guaranteed = true;
  bool outbox = false;
  std::int64_t concurrency = 64;
  std::int64_t attempts = 5;
  milliseconds retry_delay = 1s;
  milliseconds visibility_timeout = 30s;
  milliseconds timeout = 1h;
  std::int64_t stream_bytes = 256 * 1024 * 1024;
  milliseconds idempotency_expiry = 24h;
};

struct OutgoingSettings {
  std::string allowed_networks = {};
  std::int64_t max_body_bytes = 64 * 1024 * 1024;
  std::int64_t max_waiting_calls = 5000;
};

struct PythonSettings {
  std::string virtual_env = {};  // a directory; empty: the system's packages only
  milliseconds block_warning = 1s;
  std::string api_level = "3.2";  // of services that name none
};

struct HotDeploySettings {
  std::filesystem::path pickup_dir = "../../pickup/incoming/services";
  bool delete_after_pickup = false;
  std::filesystem::path work_dir = "../../work";
  milliseconds import_timeout = 60s;
  milliseconds load_timeout = 60s;
  bool require_signature = false;
  std::filesystem::path trusted_keys = "./deploy-keys";
  std::int64_t max_file_bytes = 64 * 1024 * 1024;
  bool serve_incomplete = false;
};

struct StatisticsSettings {
  milliseconds interval = 2s;
  milliseconds keep = std::chrono::hours(30 * 24);
  milliseconds keep_messages = std::chrono::hours(7 * 24);
  std::int64_t message_bytes = 4096;
  std::int64_t slow_responses = 100;
};

struct LoggingSettings {
  std::string level = "info";
  std::string format = "text";
  std::filesystem::path file = "../../logs/server.log";
  bool to_stderr = false;
  std::int64_t rotate_bytes = 20'000'000;
  std::int64_t rotate_count = 10;
  bool access_log = true;
  std::filesystem::path access_log_file = "../../logs/http_access.log";
};

struct SecretKeySettings {
  base::Secret key1 = {};
};

// The election among the servers of a cluster (lease/machine.hpp).
struct SingletonSettings {
  milliseconds keep_alive = 5s;
  double grace = 3;
};

struct MiscSettings {
  std::string cluster_name = {};
  std::string server_name = {};
  std::string default_error_message = "An error has occurred";
  milliseconds config_poll_interval = 2s;
  std::int64_t config_history = 100'000;  // changes; 0: all
};

struct ServerSettings {
  MainSettings main;
  OdbSettings odb;
  KvdbSettings kvdb;
  HttpSettings http;
  PoolSettings pools;
  MessagesSettings messages;
  OutgoingSettings outgoing;
  PythonSettings python;
  HotDeploySettings hot_deploy;
  StatisticsSettings statistics;
  LoggingSettings logging;
  SecretKeySettings secret_keys;
  SingletonSettings singleton;
  MiscSettings misc;
};

}  // namespace zato::config
