#include "support/cluster.hpp"

#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "support/postgres.hpp"
#include "support/proc.hpp"

namespace zato::test {

namespace {

pid_t pid_in(const std::filesystem::path& pidfile) {
  const pid_t pid = std::atoi(read_text(pidfile).c_str());
  return pid > 0 && alive(pid) ? pid : 0;
}

// A server's children are `zato-server worker DIRECTORY` and `zato-server keeper DIRECTORY`.
std::vector<pid_t> children_with_role(pid_t parent, const std::string& role) {
  if (parent == 0) return {};
  std::vector<pid_t> found = children_of(parent);
  std::erase_if(found, [&](pid_t pid) { return command_line(pid).find(" " + role + " ") == std::string::npos; });
  return found;
}

// The newest file of ca/<folder> whose name begins so: names end with the time they were made at.
std::filesystem::path issued(const std::filesystem::path& folder, const std::string& prefix) {
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().native().starts_with(prefix) && entry.path() > newest) newest = entry.path();
  }
  if (newest.empty()) throw std::runtime_error("no " + prefix + "* in " + folder.native());
  return newest;
}

void must_succeed(const Finished& finished, const std::string& what) {
  if (finished.exit_code == 0) return;
  throw std::runtime_error(what + " ended with " + std::to_string(finished.exit_code) + ":\n" + finished.out +
                           finished.err);
}

}  // namespace

Cluster::Cluster(ClusterOptions options)
    : options_(std::move(options)), server_ports_(consecutive_ports(options_.servers)) {
  options_.environment.try_emplace("ZATO_MAIN__WORKERS", std::to_string(options_.workers));
  // The scripts call plain `zato`.
  options_.environment.try_emplace("PATH", program("").native() + ":" + ::getenv("PATH"));
  create();
  if (!options_.start) return;
  try {
    start();
  } catch (...) {  // there will be no destructor
    kill_everything();
    throw;
  }
}

Cluster::~Cluster() { kill_everything(); }

void Cluster::create() {
  std::vector<std::string> arguments{"quickstart", "create", root(), "--servers", std::to_string(options_.servers)};
  const auto option = [&](const char* name, int value) {
    arguments.push_back(name);
    arguments.push_back(std::to_string(value));
  };
  option("--server-port", server_ports_.front());
  option("--lb-port", load_balancer_port_);
  option("--lb-agent-port", agent_port_);
  option("--redis-port", redis_port_);
  option("--scheduler-port", scheduler_port_);
  arguments.insert(arguments.end(), options_.create_arguments.begin(), options_.create_arguments.end());
  must_succeed(zato(arguments), "zato quickstart create");
}

Finished Cluster::zato(std::vector<std::string> arguments, Millis within) const {
  return run({.program = program("zato"), .arguments = std::move(arguments), .environment = options_.environment},
             within);
}

Finished Cluster::script(const std::string& name, Millis within) const {
  return run({.program = root() / name, .environment = options_.environment, .directory = "/"}, within);
}

void Cluster::start() {
  must_succeed(script("zato-qs-start.sh"), "zato-qs-start.sh");
  wait_ready();
}

void Cluster::stop() { must_succeed(script("zato-qs-stop.sh"), "zato-qs-stop.sh"); }

void Cluster::wait_ready(Millis within) {
  for (int n = 1; n <= servers(); ++n)
    wait_until("server" + std::to_string(n) + " answers", within, [&] { return answers(server(n), "/zato/ping"); });
  // Round-robin: a server that is in gets one of the next few requests.
  static int round = 0;
  const std::string mark = "ready-" + std::to_string(++round);
  wait_until("the load balancer uses every server", within, [&] {
    for (int n = 0; n < servers(); ++n) (void)answers(load_balancer(), "/zato/ping?" + mark);
    for (int n = 1; n <= servers(); ++n) {
      if (requests_logged(n, mark) == 0) return false;
    }
    return true;
  });
}

Response Cluster::agent_call(const std::string& method, const std::string& path, const std::string& body) const {
  const auto ca = component("ca");
  Command command{.program = "curl",
                  .arguments = {"--silent", "--show-error", "--max-time", "20", "--request", method, "--cacert",
                                ca / "ca-material" / "ca-cert.pem", "--cert", issued(ca / "out-cert", "web-admin"),
                                "--key", issued(ca / "out-priv", "web-admin"), "--write-out", "\n%{http_code}"}};
  if (!body.empty()) command.arguments.insert(command.arguments.end(), {"--data-binary", body});
  command.arguments.push_back("https://localhost:" + std::to_string(agent().port) + path);
  const Finished finished = run(command, 30s);
  const auto split = finished.out.rfind('\n');
  Response response;
  response.status = std::atoi(finished.out.c_str() + (split == std::string::npos ? 0 : split + 1));
  response.body = split == std::string::npos ? finished.err : finished.out.substr(0, split) + finished.err;
  return response;
}

std::string Cluster::server_log(int number) const {
  return read_text(component("server" + std::to_string(number)) / "logs" / "server.log");
}

int Cluster::requests_logged(int number, const std::string& mark) const {
  std::istringstream log(read_text(component("server" + std::to_string(number)) / "logs" / "http_access.log"));
  int count = 0;
  for (std::string line; std::getline(log, line);) count += line.find(mark) != std::string::npos;
  return count;
}

pid_t Cluster::parent(int number) const { return pid_in(component("server" + std::to_string(number)) / "pidfile"); }

std::vector<pid_t> Cluster::workers(int number) const { return children_with_role(parent(number), "worker"); }

pid_t Cluster::keeper(int number) const {
  const auto found = children_with_role(parent(number), "keeper");
  return found.empty() ? 0 : found.front();
}

pid_t Cluster::load_balancer_agent() const { return pid_in(component("load-balancer") / "pidfile"); }

std::vector<pid_t> Cluster::haproxy() const {
  std::vector<pid_t> found = tagged_processes();
  std::erase_if(found, [&](pid_t pid) {
    std::error_code error;
    const auto cwd = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    const bool ours =
        cwd.native().starts_with(root().native()) || command_line(pid).find(root().native()) != std::string::npos;
    return process_name(pid) != "haproxy" || !ours;
  });
  return found;
}

pid_t Cluster::haproxy_master() const {
  for (const pid_t pid : haproxy()) {
    if (!children_of(pid).empty()) return pid;
  }
  return 0;
}

pid_t Cluster::redis() const {
  const std::string port = ":" + std::to_string(redis_port_);
  for (const pid_t pid : tagged_processes()) {
    if (process_name(pid) == "redis-server" && command_line(pid).find(port) != std::string::npos) return pid;
  }
  return pid_in(component("broker") / "pidfile");
}

void Cluster::kill_everything() {
  kill_tagged_processes();
  // Redis writes its process title over its environment, and so over the tag.
  const pid_t pid = pid_in(component("broker") / "pidfile");
  const bool ours = pid > 0 && process_name(pid) == "redis-server" &&
                    command_line(pid).find(":" + std::to_string(redis_port_)) != std::string::npos;
  if (ours) ::kill(pid, SIGKILL);
}

std::vector<std::string> postgres_arguments(const Postgres& postgres) {
  return {"--odb-type",        "postgresql",    "--odb-host",
          "127.0.0.1",         "--odb-port",    std::to_string(postgres.port()),
          "--odb-user",        postgres.user(), "--odb-password",
          postgres.password(), "--odb-db-name", "zato_test"};
}

bool check_passes(const Endpoint& server, const std::string& name) {
  try {
    return get(server, "/readyz?verbose").body.find("[+] " + name + " ok") != std::string::npos;
  } catch (const HttpError&) {
    return false;
  }
}

bool is_ping_answer(const Response& response) {
  static const std::regex shape(
      R"re(\{"zato_env": \{"details": "", "result": "ZATO_OK", "cid": "(K[0-9]{39})"\}, "zato_ping_response": \{"pong": "zato"\}\})re");
  std::smatch match;
  return response.status == 200 && std::regex_match(response.body, match, shape) &&
         match[1].str() == response.header("X-Zato-CID");
}

}  // namespace zato::test
