// The settings of zato-lb (lb-agent.conf, a flat JSON object as in Zato) as plain values. Their help: lb_settings.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "base/secret.hpp"

namespace zato::config {

struct LbMainSettings {
  // The agent's own API.
  std::string host = "127.0.0.1";
  std::int64_t port = 20151;
  bool is_tls_enabled = true;
  std::filesystem::path keyfile = "./zato-lba-priv-key.pem";
  std::filesystem::path certfile = "./zato-lba-cert.pem";
  std::filesystem::path ca_certs = "./zato-lba-ca-certs.pem";
  std::filesystem::path pinned_clients = "./pinned-clients.conf";
  bool allow_source_edit = true;

  // HAProxy.
  std::string haproxy_command = "haproxy";
  std::string pid_file = "zato-lb-agent.pid";
  std::string lb_host = "0.0.0.0";
  std::int64_t lb_port = 11223;
  std::int64_t max_connections = 10000;
  std::int64_t threads = 0;
  std::chrono::milliseconds stop_grace = std::chrono::seconds(30);

  // Traffic through HAProxy.
  std::string algorithm = "roundrobin";
  std::chrono::milliseconds connect_timeout = std::chrono::milliseconds(500);
  std::chrono::milliseconds client_timeout = std::chrono::seconds(60);
  std::chrono::milliseconds server_timeout = std::chrono::seconds(60);
  std::chrono::milliseconds queue_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds request_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds keep_alive_timeout = std::chrono::seconds(60);
  std::string check_path = "/readyz";
  std::string alive_path = "/zato-lb-alive";
  std::filesystem::path tls_certificate = {};
  std::int64_t rate_limit = 0;
  std::string allow_from = {};
  std::string deny_from = {};
  std::string public_paths = {};
  std::map<std::string, std::string> response_headers = {};
  std::string request_log = "errors";

  // Where the cluster's servers are read from.
  std::string cluster_name = {};
  std::string odb_engine = "sqlite";
  std::string odb_db_name = "../../../zato.db";
  std::string odb_host = "localhost";
  std::int64_t odb_port = 5432;
  std::string odb_username = {};
  base::Secret odb_password = {};
  std::string odb_schema = {};
  std::chrono::milliseconds poll_interval = std::chrono::milliseconds(500);

  // Log of the agent.
  std::string log_level = "info";
  std::string log_format = "text";
  std::filesystem::path log_file = "../../logs/lb-agent.log";
  std::int64_t log_rotate_bytes = 20'000'000;
  std::int64_t log_rotate_count = 10;
};

struct LbSettings {
  LbMainSettings main;
};

}  // namespace zato::config
