#include "lb/options.hpp"

#include "base/text.hpp"
#include "odb/settings.hpp"

namespace zato::lb {
namespace {

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> out;
  for (const auto part : base::split(text, ',')) {
    if (const auto word = base::trim(part); !word.empty()) out.emplace_back(word);
  }
  return out;
}

}  // namespace

Settings traffic_settings(const config::LbMainSettings& settings) {
  Settings out;
  out.address = settings.lb_host;
  out.port = static_cast<std::uint16_t>(settings.lb_port);
  out.algorithm = settings.algorithm;
  out.max_connections = static_cast<int>(settings.max_connections);
  out.threads = static_cast<int>(settings.threads);
  out.connect_timeout = settings.connect_timeout;
  out.client_timeout = settings.client_timeout;
  out.server_timeout = settings.server_timeout;
  out.queue_timeout = settings.queue_timeout;
  out.request_timeout = settings.request_timeout;
  out.keep_alive_timeout = settings.keep_alive_timeout;
  out.stop_grace = settings.stop_grace;
  out.check_path = settings.check_path;
  out.alive_path = settings.alive_path;
  out.tls_certificate = settings.tls_certificate.string();
  out.rate_limit = static_cast<int>(settings.rate_limit);
  out.allow_from = list_of(settings.allow_from);
  out.deny_from = list_of(settings.deny_from);
  out.public_paths = list_of(settings.public_paths);
  for (const auto& [name, value] : settings.response_headers) out.response_headers.push_back({name, value});
  out.request_log = parse_request_log(settings.request_log).value_or(RequestLog::kErrors);
  return out;
}

BalancerOptions balancer_options(const config::LbMainSettings& settings, const std::filesystem::path& directory) {
  BalancerOptions options;
  options.haproxy.directory = directory;
  options.haproxy.command = settings.haproxy_command;
  options.haproxy.pid_file = settings.pid_file;
  return options;
}

AgentOptions agent_options(const config::LbMainSettings& settings) {
  return {.address = settings.host,
          .port = static_cast<std::uint16_t>(settings.port),
          .tls = {.certificate = settings.certfile,
                  .private_key = settings.keyfile,
                  .ca_certificates = settings.ca_certs,
                  .verify_peer = true}};
}

odb::Options odb_options(const config::LbMainSettings& settings) {
  return odb::options_of({.engine = settings.odb_engine,
                          .db_name = settings.odb_db_name,
                          .host = settings.odb_host,
                          .port = settings.odb_port,
                          .username = settings.odb_username,
                          .password = settings.odb_password,
                          .schema = settings.odb_schema,
                          .pool_size = 1,
                          .connect_timeout = std::chrono::seconds(2)});
}

log::Options log_options(const config::LbMainSettings& settings) {
  return {.file = settings.log_file,
          .level = log::parse_level(settings.log_level).value_or(log::Level::kInfo),
          .format = log::parse_format(settings.log_format).value_or(log::Format::kText),
          .process = "agent",
          .rotate_bytes = static_cast<std::size_t>(settings.log_rotate_bytes),
          .rotate_count = static_cast<int>(settings.log_rotate_count)};
}

}  // namespace zato::lb
