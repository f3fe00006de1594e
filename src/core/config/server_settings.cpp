// server.conf: every key with its help, range and spellings. Zato's names come first; ours where Zato has none.
#include "config/server_settings.hpp"

#include "config/common_sections.hpp"
#include "config/settings.hpp"
#include "config/table.hpp"

namespace zato::config {

namespace {

using ServerTable = Table<ServerSettings>;

void declare_main(ServerTable& table) {
  using P = MainSettings;
  table.section("main", &ServerSettings::main, "The parent process, its workers and what they load.")
      .add("gunicorn_bind", &P::bind,
           {.help = "Address and port that the server accepts HTTP on.", .aliases = {"bind"}})
      .add("gunicorn_workers", &P::workers,
           {.help = "Number of worker processes; 0 means one per CPU.",
            .aliases = {"workers"},
            .min = 0,
            .max = 1024,
            .default_text = "0 (one per CPU)"})
      .add("gunicorn_timeout", &P::worker_timeout,
           {.help = "A worker whose event loop has not moved for so long is killed and replaced.",
            .aliases = {"worker_timeout"},
            .min = 1,
            .max = 86400})
      .add("gunicorn_graceful_timeout", &P::graceful_timeout,
           {.help = "How long requests may go on after a stop or a reload was asked for.",
            .aliases = {"graceful_timeout"},
            .min = 0,
            .max = 86400})
      .add("stop_delay", &P::stop_delay,
           {.help = "A server that stops goes on accepting for so long, until load balancers have noticed.",
            .min = 0,
            .max = 300})
      .add("boot_timeout", &P::boot_timeout,
           {.help = "A worker that is not ready after so long is killed and started again.", .min = 1, .max = 3600})
      .add("respawn_delay_min", &P::respawn_delay_min,
           {.help = "Pause before a worker that died is started again; doubles as long as it keeps dying.",
            .min = 0,
            .max = 60})
      .add("respawn_delay_max", &P::respawn_delay_max,
           {.help = "Longest pause before a worker that keeps dying is started again.", .min = 0, .max = 3600})
      .add("worker_memory_limit", &P::worker_memory_limit,
           {.help = "Memory that one worker may use. What a service wants beyond is refused to it; a worker that stays near the limit "
                    "is replaced. 0 is three quarters of what the machine, or the container, has; -1 is no limit.",
            .min = -1,
            .max = 1e9,
            .unit = "MB",
            .default_text = "0 (three quarters of the machine's)"})
      .add("listen_backlog", &P::listen_backlog,
           {.help = "Connections that the kernel keeps waiting until a worker accepts them.",
            .min = 1,
            .max = 65535,
            .unit = "connections"})
      .add("service_sources", &P::service_sources,
           {.help = "File that lists directories with service modules, one per line."})
      .add("token", &P::token, {.help = "Identifies this server to the cluster; written when the server is created."})
      .ignored("gunicorn_worker_class", "workers always run on an event loop with fibers")
      .ignored("gunicorn_proc_name", "processes are named after server and role")
      .ignored("gunicorn_logger_class", "logging is configured in [logging]")
      .ignored("deployment_lock_expires", "deployments follow each other through the ODB")
      .ignored("deployment_lock_timeout", "deployments follow each other through the ODB");
}

void declare_http(ServerTable& table) {
  using P = HttpSettings;
  table.section("http", &ServerSettings::http, "Limits of the HTTP front.")
      .add("max_header_bytes", &P::max_header_bytes,
           {.help = "Longest request line and headers together; more is answered with 431.",
            .min = 1024,
            .max = 1048576,
            .unit = "bytes"})
      .add("max_header_fields", &P::max_header_fields,
           {.help = "Most header fields of one request; more is answered with 431.",
            .min = 8,
            .max = 10000,
            .unit = "fields"})
      .add("max_body_bytes", &P::max_body_bytes,
           {.help = "Longest request body; more is answered with 413.", .min = 0, .max = 4294967296.0, .unit = "bytes"})
      .add("max_body_memory", &P::max_body_memory,
           {.help = "Memory of one worker for the bodies of all requests that arrive or are served at a time; beyond it "
                    "they are answered with 503.",
            .min = 65536,
            .max = 1e13,
            .unit = "bytes"})
      .add("header_timeout", &P::header_timeout,
           {.help = "A client has so long to send a request line and all headers.", .min = 0.1, .max = 3600})
      .add("body_min_rate", &P::body_min_rate,
           {.help =
                "A client that sends its body slower than so many bytes per second is cut off; 0 turns the check off.",
            .min = 0,
            .max = 1e9,
            .unit = "bytes per second"})
      .add("body_rate_window", &P::body_rate_window,
           {.help = "Length of time that the rate of a body is measured over.", .min = 1, .max = 3600})
      .add("write_stall_timeout", &P::write_stall_timeout,
           {.help = "A client that reads nothing of its response for so long is cut off.", .min = 0.1, .max = 3600})
      .add("keep_alive_timeout", &P::keep_alive_timeout,
           {.help = "A connection without a request for so long is closed.", .min = 0.1, .max = 86400})
      .add("max_requests_per_connection", &P::max_requests_per_connection,
           {.help = "A connection is closed after so many requests.", .min = 1, .max = 1e12, .unit = "requests"})
      .add("max_connections", &P::max_connections,
           {.help = "Most open connections of one worker; beyond it the kernel's backlog waits.",
            .min = 1,
            .max = 1e6,
            .unit = "connections"})
      .add("trusted_proxies", &P::trusted_proxies,
           {.help = "Load balancers whose X-Forwarded-For tells the address of a client: addresses and networks, between "
                    "commas."})
      .add("expose_probes", &P::expose_probes,
           {.help = "Whether /livez and /readyz are answered on the server's port; the load balancer needs them."})
      .add("expose_metrics", &P::expose_metrics, {.help = "Whether /metrics is answered on the server's port."});
}

void declare_pools(ServerTable& table) {
  using P = PoolSettings;
  table.section("pools", &ServerSettings::pools, "Threads of one worker beside its event loop.")
      .add("thread_pool_size", &P::thread_pool_size,
           {.help = "Threads for services that block.", .min = 1, .max = 10000, .unit = "threads"})
      .add("thread_pool_queue", &P::thread_pool_queue,
           {.help = "Calls that may wait for a thread; beyond it the answer is 503.",
            .min = 0,
            .max = 1e6,
            .unit = "calls"})
      .add("cpu_pool_size", &P::cpu_pool_size,
           {.help = "Threads for services that are marked as CPU-bound; 0 means one per CPU.",
            .min = 0,
            .max = 1024,
            .unit = "threads",
            .default_text = "0 (one per CPU)"})
      .add("cpu_pool_queue", &P::cpu_pool_queue,
           {.help = "CPU-bound calls that may wait; beyond it the answer is 503.",
            .min = 0,
            .max = 1e6,
            .unit = "calls"})
      .add("loop_block_warning", &P::loop_block_warning,
           {.help = "A service that keeps the event loop busy for longer is named in the log.",
            .min = 0.001,
            .max = 3600});
}

void declare_messages(ServerTable& table) {
  using P = MessagesSettings;
  table.section("messages", &ServerSettings::messages, "Asynchronous invocations, which wait in Redis until a worker has run them.")
      .add("guaranteed", &P::guaranteed,
           {.help = "Whether they are refused with 503 where the settings of Redis (appendonly, appendfsync always, noeviction) cannot keep "
                    "what it has acknowledged."})
      .add("outbox", &P::outbox,
           {.help = "Whether the ODB has each of them as well until it is done, so that none is lost where Redis loses its data (FLUSHALL, an "
                    "older backup). Costs a transaction of the ODB for each that is accepted and each that ends, many at a time."})
      .add("concurrency", &P::concurrency,
           {.help = "How many of them one worker runs at a time.", .min = 1, .max = 10000, .unit = "invocations"})
      .add("attempts", &P::attempts,
           {.help = "An invocation that was delivered so often without success becomes a dead letter.", .min = 1, .max = 1000})
      .add("retry_delay", &P::retry_delay,
           {.help = "Pause before an invocation that failed is tried again; doubles each time, up to a minute.", .min = 0.01, .max = 3600})
      .add("visibility_timeout", &P::visibility_timeout,
           {.help = "Invocations of a worker that has not been heard of for so long are taken over by others. Long ones are no matter: a "
                    "worker that lives is heard of.",
            .min = 1,
            .max = 86400})
      .add("timeout", &P::timeout,
           {.help = "An invocation that runs for longer counts as failed; a service's own limit may be shorter.", .min = 1, .max = 604800})
      .add("stream_bytes", &P::stream_bytes,
           {.help = "How much may wait in one stream of Redis; beyond it the answer is 503.", .min = 65536, .max = 1e12, .unit = "bytes"})
      .add("idempotency_expiry", &P::idempotency_expiry,
           {.help = "How long an idempotency key is remembered, so that a second invocation with it is not made.", .min = 1, .max = 31536000});
}

void declare_outgoing(ServerTable& table) {
  using P = OutgoingSettings;
  table.section("outgoing", &ServerSettings::outgoing, "Calls of other systems.")
      .add("allowed_networks", &P::allowed_networks,
           {.help = "Inner addresses and networks, such as 10.1.0.0/16, that redirects of other systems may lead to. All "
                    "others are refused; what a connection itself names needs no mention."})
      .add("max_body_bytes", &P::max_body_bytes,
           {.help = "Longest body of a REST request that is sent, and of an answer, unpacked.",
            .min = 1024,
            .max = 4294967296.0,
            .unit = "bytes"})
      .add("max_waiting_calls", &P::max_waiting_calls,
           {.help = "Most calls that wait for a connection of one pool; beyond it they fail at once.",
            .min = 0,
            .max = 1e6,
            .unit = "calls"});
}

void declare_python(ServerTable& table) {
  using P = PythonSettings;
  table.section("python", &ServerSettings::python, "Services written in Python.")
      .add("virtual_env", &P::virtual_env,
           {.help = "Directory of a virtual environment whose packages services may import, before the system's; made by "
                    "python3.11 -m venv --system-site-packages."})
      .add("block_warning", &P::block_warning,
           {.help = "A service that keeps Python busy for longer, so that no other one runs, is named in the log.",
            .min = 0.01,
            .max = 3600})
      .add("api_level", &P::api_level,
           {.help = "Version of Zato that services were written for, unless their class or file names one in "
                    "zato_api_level.",
            .one_of = {"2.0", "3.2", "main"}});
}

void declare_hot_deploy(ServerTable& table) {
  using P = HotDeploySettings;
  table.section("hot_deploy", &ServerSettings::hot_deploy, "Services that are deployed while servers run.")
      .add("pickup_dir", &P::pickup_dir,
           {.help = "Files of services that are put into this directory are deployed to the whole cluster; empty: there "
                    "is no such directory."})
      .add("delete_after_pick_up", &P::delete_after_pickup,
           {.help = "Whether a file is deleted from there once it is deployed.", .aliases = {"delete_after_pickup"}})
      .add("work_dir", &P::work_dir, {.help = "Deployed files are kept below this directory, in hot-deploy/packages."})
      .add("import_timeout", &P::import_timeout,
           {.help = "A file that is not imported after so long, in a process of its own, is refused.",
            .min = 0.1,
            .max = 3600})
      .add("load_timeout", &P::load_timeout,
           {.help = "A deployment that a worker of a running server has not loaded after so long is called off.",
            .min = 0.1,
            .max = 3600})
      .add("require_signature", &P::require_signature,
           {.help = "Whether this server runs only what is signed with a trusted key."})
      .add("trusted_keys", &P::trusted_keys,
           {.help = "Directory of the public keys (*.pub) that deployed files may be signed with."})
      .add("max_file_bytes", &P::max_file_bytes,
           {.help = "Largest file that is deployed.", .min = 1024, .max = 4294967296.0, .unit = "bytes"})
      .add("serve_incomplete", &P::serve_incomplete,
           {.help = "Whether /readyz says ready although a deployed file cannot be loaded here."})
      .ignored("backup_history", "all versions are kept in the ODB")
      .ignored("backup_format", "all versions are kept in the ODB")
      .ignored("current_work_dir", "deployed files are kept in hot-deploy/packages")
      .ignored("backup_work_dir", "all versions are kept in the ODB")
      .ignored("last_backup_work_dir", "all versions are kept in the ODB")
      .ignored("max_batch_size", "any number of files may be deployed together")
      .ignored("redeploy_on_parent_change", "files that import a changed one are always deployed again");
}

void declare_statistics(ServerTable& table) {
  using P = StatisticsSettings;
  table.section("statistics", &ServerSettings::statistics, "How often and how fast services run, in Redis for the whole cluster.")
      .add("interval", &P::interval,
           {.help = "How often a worker adds what it has counted; 0 writes no statistics.", .min = 0, .max = 3600})
      .add("keep", &P::keep,
           {.help = "How long the totals of a service that is not called any more are kept.", .min = 60, .max = 315360000})
      .add("keep_messages", &P::keep_messages,
           {.help = "How long slow responses and samples are kept.", .min = 60, .max = 315360000})
      .add("message_bytes", &P::message_bytes,
           {.help = "What is kept of a request or a response in them; 0 keeps none.", .min = 0, .max = 1e6, .unit = "bytes"})
      .add("slow_responses", &P::slow_responses,
           {.help = "Slow responses that are kept for each service, the newest.", .min = 1, .max = 10000, .unit = "responses"});
}

void declare_logs(ServerTable& table) {
  using P = LoggingSettings;
  declare_logging(table, &ServerSettings::logging, "The server log.")
      .add("to_stderr", &P::to_stderr, {.help = "Whether lines go to standard error as well, for containers."})
      .add("access_log", &P::access_log, {.help = "Whether each HTTP request is logged."})
      .add("access_log_file", &P::access_log_file, {.help = "The log of HTTP requests."});
}

// Zato's keys of sections that this version has no settings in.
void declare_ignored(ServerTable& table) {
  table.ignored({"crypto", "use_tls", "servers speak plain HTTP; TLS belongs to the load balancer", "False"});
  for (const char* key : {"priv_key_location", "pub_key_location", "cert_location", "ca_certs_location",
                          "tls_client_certs", "tls_protocol", "tls_ciphers"}) {
    table.ignored({"crypto", key, "servers speak plain HTTP; TLS belongs to the load balancer"});
  }
}

void declare_singleton(ServerTable& table) {
  using P = SingletonSettings;
  table.section("singleton", &ServerSettings::singleton, "The one server of a cluster that does what must be done once only.")
      .add("connector_server_keep_alive_job_time", &P::keep_alive,
           {.help = "K: the singleton renews its role three times in it; one that has died is followed within twice as long.",
            .min = 0.3,
            .max = 3600})
      .add("connector_server_grace_time_multiplier", &P::grace,
           {.help = "How many renewals a singleton may miss before it gives up and others follow; 3 is what K is measured for, 6 makes "
                    "everyone wait twice as long.",
            .aliases = {"grace_time_multiplier"},
            .min = 2,
            .max = 100})
      .ignored("initial_sleep_time", "a server takes part in elections as soon as it has joined its cluster");
}

void declare_rest(ServerTable& table) {
  table
      .section("secret_keys", &ServerSettings::secret_keys,
               "Keys that secrets are encrypted with, here and in the ODB.")
      .add("key1", &SecretKeySettings::key1,
           {.help = "32 random bytes in base64, as made by zato crypto create-secret-key; the same on all servers of a "
                    "cluster."});
  using P = MiscSettings;
  table.section("misc", &ServerSettings::misc, "Names, and details of responses.")
      .add("initial_cluster_name", &P::cluster_name,
           {.help = "The cluster that this server belongs to.", .aliases = {"cluster_name"}})
      .add("initial_server_name", &P::server_name,
           {.help = "This server's name in its cluster.", .aliases = {"server_name"}})
      .add("default_error_message", &P::default_error_message,
           {.help = "What clients are told when a service failed; the log has the details."})
      .add("config_poll_interval", &P::config_poll_interval,
           {.help = "How often a worker looks for configuration changes, as a net below Redis notices.",
            .min = 0.1,
            .max = 3600})
      .add("config_history", &P::config_history,
           {.help = "How many changes of configuration the ODB keeps for history, undo and rollback; 0 keeps all. Older ones go every "
                    "ten minutes.",
            .min = 0,
            .max = 100'000'000})
      .ignored("http_server_header", "responses always say Server: Zato")
      .ignored("needs_x_zato_cid", "responses always carry X-Zato-CID")
      .ignored("return_tracebacks", "clients never see the details of an error; the log has them");
}

}  // namespace

const Table<ServerSettings>& server_table() {
  static const ServerTable table = [] {
    ServerTable t("server", "server.conf", "A server: one parent, its workers and its keeper (zato-server).");
    declare_main(t);
    declare_odb(t);
    declare_kvdb(t);
    declare_http(t);
    declare_pools(t);
    declare_messages(t);
    declare_outgoing(t);
    declare_python(t);
    declare_hot_deploy(t);
    declare_statistics(t);
    declare_logs(t);
    declare_ignored(t);
    declare_singleton(t);
    declare_rest(t);
    return t;
  }();
  return table;
}

}  // namespace zato::config
