#include "cli/layouts.hpp"

#include <fmt/format.h>

#include <sys/un.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "config/render.hpp"
#include "config/settings.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

// Secrets of one component: references for its configuration file, encrypted values for secrets.conf.
class Secrets {
 public:
  explicit Secrets(const security::SecretKey& key) : key_(key) {}

  // What the configuration file says instead of the secret.
  std::string add(const std::string& name, const base::Secret& secret) {
    if (secret.empty()) return {};
    auto sealed = value_or_fail(security::Cipher(key_).encrypt(secret.reveal(), security::kBoundToConfig));
    lines_ += fmt::format("{}={}\n", name, sealed);
    return "zato+secret://zato." + name;
  }

  std::string render() const {
    return fmt::format(
        "# Secrets of this component. Whoever can read key1 can open them: keep this file closed, or give the key as\n"
        "# ZATO_SECRET_KEYS__KEY1_FILE and remove it from here.\n"
        "[secret_keys]\nkey1={}\n\n[zato]\n{}",
        key_.text().reveal(), lines_);
  }

 private:
  const security::SecretKey& key_;
  std::string lines_;
};

void copy_tls(Workspace& workspace, const TlsFiles& tls, const fs::path& repo, const std::string& prefix) {
  if (tls.private_key.empty()) return;
  workspace.copy(tls.private_key, repo / (prefix + "-priv-key.pem"), kKeyMode);
  workspace.copy(tls.public_key, repo / (prefix + "-pub-key.pem"));
  workspace.copy(tls.certificate, repo / (prefix + "-cert.pem"));
  workspace.copy(tls.authorities, repo / (prefix + "-ca-certs.pem"));
}

fs::path make_repo(Workspace& workspace, const fs::path& directory) {
  workspace.directory(directory / "config");
  workspace.directory(directory / "config" / "repo");
  workspace.directory(directory / "logs");
  return directory / "config" / "repo";
}

void make_server_directories(Workspace& workspace, const fs::path& directory) {
  for (const char* name : {"pickup", "pickup/incoming", "pickup/processed", "work", "work/hot-deploy",
                           "work/hot-deploy/current", "work/hot-deploy/backup", "work/hot-deploy/backup/last"}) {
    workspace.directory(directory / name);
  }
  workspace.directory(directory / "pickup/incoming/services");
  for (const char* name : {"static", "user-conf", "json", "xml", "csv"}) {
    workspace.directory(directory / "pickup/incoming" / name);
    workspace.directory(directory / "pickup/processed" / name);
  }
}

// Modules that came with this build, then the directory that hot deployment writes to.
std::string service_sources(const fs::path& directory) {
  const auto samples = (base::executable_directory().parent_path() / "lib" / "zato" / "services").lexically_normal();
  return fmt::format(
      "# Directories with service modules, one per line; a relative one starts at {}.\n{}\n./work/hot-deploy/current\n",
      directory.string(), samples.string());
}

config::Values odb_values(const config::OdbSettings& odb, const std::string& prefix) {
  config::Values values{{prefix + "engine", odb.engine}, {prefix + "db_name", odb.db_name}};
  if (odb.engine == "sqlite") return values;
  values.insert({{prefix + "host", odb.host},
                 {prefix + "port", std::to_string(odb.port)},
                 {prefix + "username", odb.username},
                 {prefix + "schema", odb.schema}});
  return values;
}

// The format is src/lb/pinned_clients.hpp's.
std::string pinned_clients(const fs::path& certificate) {
  std::string text =
      "# Who may use the agent's API: SHA-256 of a client certificate, a name for the log, and `source` for those who "
      "may\n"
      "# replace HAProxy's configuration as free text.\n";
  if (certificate.empty()) return text;
  const auto pem = value_or_fail(base::read_file(certificate), ExitCode::kFileMissing);
  const auto fingerprint = value_or_fail(security::certificate_fingerprint(pem), ExitCode::kInvalidInput);
  return text + fmt::format("{} web-admin source\n", fingerprint);
}

std::string redis_quoted(const std::string& text) {
  return "\"" + base::replace_all(base::replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

fs::path socket_path(const fs::path& broker) { return broker / "redis.sock"; }

bool socket_fits(const fs::path& broker) {
  return socket_path(broker).string().size() < sizeof(sockaddr_un{}.sun_path);
}

}  // namespace

TlsFiles tls_files(const fs::path& ca_directory, const security::IssuedFiles& issued) {
  return {.public_key = issued.public_key,
          .private_key = issued.private_key,
          .certificate = issued.certificate,
          .authorities = security::ca_certificate_path(ca_directory)};
}

void create_server_directory(Workspace& workspace, const ServerLayout& layout, const security::SecretKey& key) {
  workspace.claim(layout.directory);
  const auto repo = make_repo(workspace, layout.directory);
  make_server_directories(workspace, layout.directory);

  Secrets secrets(key);
  auto values = odb_values(layout.odb, "odb/");
  values.insert({{"main/gunicorn_bind", layout.bind},
                 {"main/gunicorn_workers", std::to_string(layout.workers)},
                 {"main/token", secrets.add("server_conf.main.token", layout.token)},
                 {"odb/password", secrets.add("server_conf.odb.password", layout.odb.password)},
                 {"kvdb/host", layout.kvdb.host},
                 {"kvdb/port", std::to_string(layout.kvdb.port)},
                 {"kvdb/unix_socket_path", layout.kvdb.unix_socket_path},
                 {"kvdb/password", secrets.add("server_conf.kvdb.password", layout.kvdb.password)},
                 {"secret_keys/key1", "zato+secret://secret_keys.key1"},
                 {"misc/initial_cluster_name", layout.cluster},
                 {"misc/initial_server_name", layout.name}});
  workspace.file(repo / "server.conf", config::render_ini(config::server_table().data(), values));
  workspace.file(repo / "secrets.conf", secrets.render(), kKeyMode);
  workspace.file(repo / "service-sources.txt", service_sources(layout.directory));
  copy_tls(workspace, layout.tls, repo, "zato-server");
  workspace.file(layout.directory / ".zato-info", render_info(ComponentKind::kServer));
}

void create_lb_directory(Workspace& workspace, const LbLayout& layout, const security::SecretKey& key) {
  workspace.claim(layout.directory);
  const auto repo = make_repo(workspace, layout.directory);
  Secrets secrets(key);
  auto values = odb_values(layout.odb, "main/odb_");
  values.insert({{"main/port", std::to_string(layout.agent_port)},
                 {"main/lb_host", layout.lb_host},
                 {"main/lb_port", std::to_string(layout.lb_port)},
                 {"main/cluster_name", layout.cluster},
                 {"main/is_tls_enabled", layout.tls.private_key.empty() ? "False" : "True"},
                 {"main/odb_password", secrets.add("lb_conf.odb.password", layout.odb.password)}});
  workspace.file(repo / "lb-agent.conf", config::render_flat_json(config::lb_table().data(), values));
  workspace.file(repo / "secrets.conf", secrets.render(), kKeyMode);
  copy_tls(workspace, layout.tls, repo, "zato-lba");
  workspace.file(repo / "pinned-clients.conf", pinned_clients(layout.client_certificate));
  workspace.file(layout.directory / ".zato-info", render_info(ComponentKind::kLoadBalancer));
}

// Several may share a cluster; the directory's name tells them apart.
void create_scheduler_directory(Workspace& workspace, const SchedulerLayout& layout, const security::SecretKey& key) {
  workspace.claim(layout.directory);
  const auto repo = make_repo(workspace, layout.directory);
  Secrets secrets(key);
  auto values = odb_values(layout.odb, "odb/");
  values.insert({{"bind/host", layout.host},
                 {"bind/port", std::to_string(layout.port)},
                 {"cluster/name", layout.cluster},
                 {"scheduler/name", layout.directory.filename().string()},
                 {"odb/password", secrets.add("scheduler_conf.odb.password", layout.odb.password)},
                 {"kvdb/host", layout.kvdb.host},
                 {"kvdb/port", std::to_string(layout.kvdb.port)},
                 {"kvdb/unix_socket_path", layout.kvdb.unix_socket_path},
                 {"kvdb/password", secrets.add("scheduler_conf.kvdb.password", layout.kvdb.password)},
                 {"secret_keys/key1", "zato+secret://secret_keys.key1"}});
  workspace.file(repo / "scheduler.conf", config::render_ini(config::scheduler_table().data(), values));
  workspace.file(repo / "secrets.conf", secrets.render(), kKeyMode);
  workspace.file(layout.directory / ".zato-info", render_info(ComponentKind::kScheduler));
}

void create_broker_directory(Workspace& workspace, const BrokerLayout& layout) {
  workspace.claim(layout.directory);
  const auto repo = make_repo(workspace, layout.directory);
  workspace.directory(layout.directory / "work");
  std::string text = fmt::format(
      "# The cluster's private Redis: loopback only, every write on disk before it is acknowledged, nothing ever "
      "evicted.\n"
      "bind 127.0.0.1\nport {}\nrequirepass {}\n\n"
      "appendonly yes\nappendfsync always\nsave \"\"\nmaxmemory-policy noeviction\n\n"
      "dir {}\nlogfile {}\npidfile {}\ndaemonize no\nsupervised systemd\n",
      layout.port, redis_quoted(layout.password.reveal()), redis_quoted((layout.directory / "work").string()),
      redis_quoted((layout.directory / "logs" / "redis.log").string()),
      redis_quoted((layout.directory / "pidfile").string()));
  if (socket_fits(layout.directory)) {
    text += fmt::format("unixsocket {}\nunixsocketperm 600\n", redis_quoted(socket_path(layout.directory).string()));
  }
  workspace.file(repo / "redis.conf", text, kKeyMode);
  workspace.file(layout.directory / ".zato-info", render_info(ComponentKind::kBroker));
}

config::KvdbSettings kvdb_of(const BrokerLayout& layout) {
  config::KvdbSettings kvdb;
  kvdb.host = "127.0.0.1";
  kvdb.port = layout.port;
  if (socket_fits(layout.directory)) kvdb.unix_socket_path = socket_path(layout.directory).string();
  kvdb.password = layout.password;
  return kvdb;
}

void create_ca(Workspace& workspace, const fs::path& directory, const security::AuthorityOptions& options) {
  workspace.claim(directory);
  workspace.on_failure([directory] {
    std::error_code none;
    for (const char* name : {"ca-material", "out-csr", "out-cert", "out-priv", "out-pub", ".zato-ca-dir"}) {
      fs::remove_all(directory / name, none);
    }
  });
  value_or_fail(security::create_ca_directory(directory, options), ExitCode::kInvalidInput);
  workspace.file(directory / ".zato-info", render_info(ComponentKind::kCa));
}

void create_plain_directory(Workspace& workspace, const fs::path& directory, const std::string& info) {
  workspace.claim(directory);
  make_repo(workspace, directory);
  workspace.file(directory / ".zato-info", info);
}

}  // namespace zato::cli
