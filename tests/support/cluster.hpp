// Cluster: a quickstart environment in a temporary directory, created, started and stopped by the real `zato`, on ports
// of its own. Leaves nothing running; when the test fails the tails of all its logs are printed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "support/http_client.hpp"
#include "support/ports.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {

struct ClusterOptions {
  int servers = 2;
  int workers = 1;                                      // of each server
  std::vector<std::string> create_arguments = {};       // further ones of `zato quickstart create`
  std::map<std::string, std::string> environment = {};  // of every command, so of every component as well
  bool start = true;                                    // false: created only
};

class Cluster {
 public:
  explicit Cluster(ClusterOptions options = {});
  ~Cluster();
  Cluster(const Cluster&) = delete;

  Finished zato(std::vector<std::string> arguments, Millis within = 60s) const;
  Finished script(const std::string& name, Millis within = 60s) const;  // zato-qs-start.sh and its like
  void start();                                                         // by zato-qs-start.sh; returns when ready()
  void stop();                                                          // by zato-qs-stop.sh

  Endpoint load_balancer() const { return {.port = load_balancer_port_.number()}; }
  Endpoint server(int number) const {
    return {.port = server_ports_.at(static_cast<std::size_t>(number) - 1).number()};
  }
  Endpoint agent() const { return {.port = agent_port_.number()}; }
  int servers() const { return options_.servers; }
  int redis_port() const { return redis_port_; }

  // The agent's API by curl with the client certificate that quickstart made; status 0 when there was no answer.
  Response agent_call(const std::string& method, const std::string& path, const std::string& body = {}) const;

  std::filesystem::path root() const { return directory_ / "qs"; }
  std::filesystem::path component(const std::string& name) const { return root() / name; }
  std::string server_log(int number) const;
  // Requests whose target holds `mark` in the access log of a server.
  int requests_logged(int number, const std::string& mark) const;

  // Every server answers /zato/ping itself, and the load balancer has taken each of them in.
  void wait_ready(Millis within = 20s);

  // As the kernel sees them now; 0 or empty when there is none.
  pid_t parent(int number) const;
  std::vector<pid_t> workers(int number) const;
  pid_t keeper(int number) const;
  pid_t load_balancer_agent() const;
  std::vector<pid_t> haproxy() const;  // master and workers; a reload brings a new worker
  pid_t haproxy_master() const;
  pid_t redis() const;

  void kill_everything();  // SIGKILL to all of its processes, as a power cut would

 private:
  void create();

  ClusterOptions options_;
  TempDir directory_;
  std::vector<Port> server_ports_;
  Port load_balancer_port_, agent_port_, redis_port_, scheduler_port_;
};

// Of ClusterOptions::create_arguments: an ODB in the database `zato_test` of this server.
std::vector<std::string> postgres_arguments(const class Postgres& postgres);

// A line of /readyz?verbose says that this part ("odb", "broker") is fine.
bool check_passes(const Endpoint& server, const std::string& name);

// A body of /zato/ping with ZATO_OK and the CID of its header.
bool is_ping_answer(const Response& response);

}  // namespace zato::test
