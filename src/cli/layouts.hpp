// What the directory of each component holds. Used by `zato create …` and `zato quickstart create`; directories are
// made through a Workspace, so a failed command leaves nothing.
#pragma once

#include <filesystem>
#include <string>

#include "base/secret.hpp"
#include "cli/workspace.hpp"
#include "config/server_settings.hpp"
#include "security/ca_directory.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

// Key and certificate of a component, as given or as a certificate authority has just issued them. All empty: none.
struct TlsFiles {
  std::filesystem::path public_key;
  std::filesystem::path private_key;
  std::filesystem::path certificate;
  std::filesystem::path authorities;
};
TlsFiles tls_files(const std::filesystem::path& ca_directory, const security::IssuedFiles& issued);

struct ServerLayout {
  std::filesystem::path directory;
  std::string name;
  std::string cluster;
  std::string bind;
  std::int64_t workers = 0;  // 0: as many as CPUs
  base::Secret token;
  config::OdbSettings odb;
  config::KvdbSettings kvdb;
  TlsFiles tls;
};
void create_server_directory(Workspace& workspace, const ServerLayout& layout, const security::SecretKey& key);

struct LbLayout {
  std::filesystem::path directory;
  std::string cluster;
  std::string lb_host;
  std::int64_t lb_port = 11223;
  std::int64_t agent_port = 20151;
  config::OdbSettings odb;
  TlsFiles tls;
  std::filesystem::path client_certificate = {};  // of who may use the agent's API; empty: nobody for now
};
void create_lb_directory(Workspace& workspace, const LbLayout& layout, const security::SecretKey& key);

struct SchedulerLayout {
  std::filesystem::path directory;
  std::string cluster;
  std::string host = "127.0.0.1";
  std::int64_t port = 31530;
  config::OdbSettings odb;
  config::KvdbSettings kvdb;
};
void create_scheduler_directory(Workspace& workspace, const SchedulerLayout& layout, const security::SecretKey& key);

struct BrokerLayout {
  std::filesystem::path directory;
  std::int64_t port = 0;
  base::Secret password;
};
void create_broker_directory(Workspace& workspace, const BrokerLayout& layout);
// How servers reach it: by its Unix socket, or by port where the path is too long for a socket's address.
config::KvdbSettings kvdb_of(const BrokerLayout& layout);

void create_ca(Workspace& workspace, const std::filesystem::path& directory, const security::AuthorityOptions& options);

// A directory with nothing but its marker, for components whose executables come with other builds.
void create_plain_directory(Workspace& workspace, const std::filesystem::path& directory, const std::string& info);

// zato-qs-start.sh, zato-qs-stop.sh and zato-qs-restart.sh of a quickstart environment.
struct ScriptsLayout {
  std::filesystem::path directory;
  std::string cluster;
  int servers = 2;
  bool has_broker = true;
  bool has_scheduler = false;
  bool has_web_admin = false;
};
void create_scripts(Workspace& workspace, const ScriptsLayout& layout);

}  // namespace zato::cli
