// lb-agent.conf: every key with its help and range. Zato's names come first; ours where Zato has none.
#include "config/lb_settings.hpp"

#include "config/settings.hpp"
#include "config/table.hpp"

namespace zato::config {

namespace {

using P = LbMainSettings;
using Main = Table<LbSettings>::SectionOf<P>;

void declare_agent(Main& main) {
  main.add("host", &P::host, {.help = "Address that the agent's API listens on."})
      .add("port", &P::port, {.help = "Port of the agent's API.", .min = 1, .max = 65535})
      .add("is_tls_enabled", &P::is_tls_enabled,
           {.help = "Whether the API speaks TLS and asks clients for a certificate."})
      .add("keyfile", &P::keyfile, {.help = "PEM file with the agent's private key."})
      .add("certfile", &P::certfile, {.help = "PEM file with the agent's certificate."})
      .add("ca_certs", &P::ca_certs, {.help = "PEM file with the authorities that clients must be signed by."})
      .add("pinned_clients", &P::pinned_clients,
           {.help = "File that lists who may use the API, by the fingerprint of the client's certificate."})
      .add("allow_source_edit", &P::allow_source_edit,
           {.help = "Whether clients may replace HAProxy's configuration as free text."})
      .ignored("verify_fields", "clients are known by the fingerprint of their certificate, see pinned_clients")
      .ignored("work_dir", "HAProxy's files are in the component's directory")
      .ignored("log_config", "the agent's log is configured by log_level, log_format and log_file");
}

void declare_haproxy(Main& main) {
  main.add("haproxy_command", &P::haproxy_command, {.help = "The HAProxy program; a name is looked up in PATH."})
      .add("pid_file", &P::pid_file, {.help = "Name of HAProxy's pid file in the component's directory."})
      .add("lb_host", &P::lb_host, {.help = "Address that HAProxy accepts requests of API clients on."})
      .add("lb_port", &P::lb_port,
           {.help = "Port that HAProxy accepts requests of API clients on.", .min = 1, .max = 65535})
      .add("max_connections", &P::max_connections,
           {.help = "Most connections that HAProxy accepts at a time.", .min = 1, .max = 1e6, .unit = "connections"});
}

void declare_traffic(Main& main) {
  const auto timeout = [&](const char* key, std::chrono::milliseconds P::*member, const char* help) {
    main.add(key, member, {.help = help, .min = 0.001, .max = 86400});
  };
  main.add("threads", &P::threads, {.help = "Threads of HAProxy; 0 means one per CPU.", .min = 0, .max = 64})
      .add("algorithm", &P::algorithm,
           {.help = "How a server is chosen for a request; the API's choice wins over it.",
            .one_of = {"roundrobin", "static-rr", "leastconn", "first", "source", "uri", "random"}});
  timeout("connect_timeout", &P::connect_timeout,
          "How long a server may take to accept a connection; also the pause before another attempt at the same one.");
  timeout("client_timeout", &P::client_timeout, "How long a client may be silent within a request.");
  timeout("server_timeout", &P::server_timeout, "How long a server may take to answer.");
  timeout("queue_timeout", &P::queue_timeout, "How long a request may wait for a server to have room.");
  timeout("request_timeout", &P::request_timeout, "How long a client may take to send the head of a request.");
  timeout("keep_alive_timeout", &P::keep_alive_timeout, "How long an idle connection of a client stays open.");
  timeout("stop_grace", &P::stop_grace, "How long requests may go on after a stop, and old processes after a reload.");
  main.add("check_path", &P::check_path, {.help = "Path that a healthy server answers with 200."})
      .add("alive_path", &P::alive_path, {.help = "Path that the load balancer itself answers with 200."})
      .add("tls_certificate", &P::tls_certificate,
           {.help = "PEM file with certificate chain and key for API clients; empty means plain HTTP."})
      .add("rate_limit", &P::rate_limit,
           {.help = "Requests per second that one client address may send; 0 means no limit.", .min = 0, .max = 1e6})
      .add("allow_from", &P::allow_from, {.help = "Networks that may send requests, separated by commas; empty: all."})
      .add("deny_from", &P::deny_from, {.help = "Networks that may not send requests, separated by commas."})
      .add("public_paths", &P::public_paths,
           {.help = "Internal path prefixes that are routed all the same, separated by commas."})
      .add("response_headers", &P::response_headers, {.help = "Headers that are set on every response."})
      .add("request_log", &P::request_log,
           {.help = "Requests that HAProxy notes in its log.", .one_of = {"off", "errors", "all"}});
}

void declare_cluster(Main& main) {
  main.add("cluster_name", &P::cluster_name, {.help = "The cluster whose servers get the requests."})
      .add("odb_engine", &P::odb_engine,
           {.help = "Kind of the cluster's database.", .one_of = {"sqlite", "postgresql"}})
      .add("odb_db_name", &P::odb_db_name, {.help = "Name of the database; with SQLite the path of its file."})
      .add("odb_host", &P::odb_host, {.help = "Host of the database server, or the directory of its Unix socket."})
      .add("odb_port", &P::odb_port, {.help = "TCP port of the database server.", .min = 1, .max = 65535})
      .add("odb_username", &P::odb_username, {.help = "User to connect to the database as."})
      .add("odb_password", &P::odb_password, {.help = "Password of the database user."})
      .add("odb_schema", &P::odb_schema,
           {.help = "PostgreSQL schema that holds the tables; empty means the user's default."})
      .add("poll_interval", &P::poll_interval,
           {.help = "How often the agent looks for servers that joined or left.", .min = 0.1, .max = 60});
}

void declare_log(Main& main) {
  main.add("log_level", &P::log_level,
           {.help = "Lines below this level are not written.",
            .one_of = {"trace", "debug", "info", "warning", "error", "off"}})
      .add("log_format", &P::log_format,
           {.help = "Zato's text lines, or one JSON object per line.", .one_of = {"text", "json"}})
      .add("log_file", &P::log_file, {.help = "The log of the agent and of HAProxy."})
      .add("log_rotate_bytes", &P::log_rotate_bytes,
           {.help = "A log file that has grown beyond this is rotated; 0 leaves rotation to others.",
            .min = 0,
            .max = 1e12,
            .unit = "bytes"})
      .add("log_rotate_count", &P::log_rotate_count,
           {.help = "Rotated log files that are kept.", .min = 1, .max = 1000, .unit = "files"});
}

}  // namespace

const Table<LbSettings>& lb_table() {
  static const Table<LbSettings> table = [] {
    Table<LbSettings> t("load-balancer", "lb-agent.conf", "A load balancer: the agent and its HAProxy (zato-lb).");
    auto main =
        t.section("main", &LbSettings::main, "Keys of one flat JSON object; the environment calls their section MAIN.");
    declare_agent(main);
    declare_haproxy(main);
    declare_traffic(main);
    declare_cluster(main);
    declare_log(main);
    return t;
  }();
  return table;
}

}  // namespace zato::config
