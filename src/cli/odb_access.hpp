// The command line's way to the ODB: options of `--odb-*`, settings of a component's directory, clusters, default
// objects. The only place of the command line that knows which rows exist.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "cli/command.hpp"
#include "config/server_settings.hpp"
#include "odb/database.hpp"
#include "odb/store.hpp"
#include "security/object_cipher.hpp"

namespace zato::cli {

// --odb-type, --odb-host …; `with_path`: --odb-db-name may be the path of a SQLite file.
std::vector<Option> odb_options();

// From the options, and from 1.1's and 2.0's positionals where a command takes them: `words` is odb_type alone (2.0),
// or odb_type odb_host odb_port odb_user odb_db_name (1.1), or empty (3.2). A SQLite path becomes absolute.
config::OdbSettings odb_from_arguments(const Arguments& arguments, const std::vector<std::string>& words = {});

// How a component in `base`'s server.conf names its database.
std::string describe(const config::OdbSettings& settings);

struct NewCluster {
  std::string name;
  std::string broker_host;
  std::int64_t broker_port = 0;
  std::string lb_host;
  std::int64_t lb_port = 0;
  std::int64_t lb_agent_port = 0;
};

// One ODB, opened with the key that its secrets are encrypted with. Every function fails with Zato's exit codes.
class OdbAccess {
 public:
  OdbAccess(const config::OdbSettings& settings, security::SecretKey key);

  bool schema_exists() const;
  void create_schema();  // creates what is missing
  void drop_schema();

  // Exit code 6 when the name is taken, 4 when there is no schema.
  schema::Id create_cluster(const NewCluster& cluster, const base::Secret& admin_password);
  void insert_demo_objects(schema::Id cluster_id);
  void remove_cluster(schema::Id cluster_id);        // with everything in it
  schema::Id find_cluster(const std::string& name);  // exit code 8
  // Exit code 7 when the name is taken.
  void create_server(schema::Id cluster_id, const std::string& name, const std::string& token);

  odb::Store store(schema::Id cluster_id);
  odb::Connection& connection();
  const objects::Cipher& cipher() const noexcept { return cipher_; }

 private:
  odb::Options options_;
  security::ObjectCipher cipher_;
  std::unique_ptr<odb::Connection> connection_;
};

// The ODB of a server's directory, with its key, and the cluster that the server belongs to.
struct ServerOdb {
  config::ServerSettings settings;
  std::unique_ptr<OdbAccess> odb;
  schema::Id cluster_id = 0;
};
ServerOdb open_server_odb(const std::filesystem::path& directory);

}  // namespace zato::cli
