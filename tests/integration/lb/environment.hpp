// LbEnvironment: everything that zato-lb needs, without a quickstart: an ODB with a cluster, certificates, a directory.
// Servers are the tests' own and join by their rows in the ODB.
#pragma once

#include "bench.hpp"
#include "config/render.hpp"
#include "config/settings.hpp"
#include "config/table.hpp"
#include "objects/server.hpp"
#include "odb/server_state.hpp"
#include "security/certificates.hpp"
#include "support/process.hpp"
#include "unit/odb/fixtures.hpp"

namespace zato::lb {

class LbEnvironment {
 public:
  LbEnvironment() {
    odb::expect_ok(odb::create_schema(odb_options(), objects::all()));
    connection_ = odb::expect_ok(odb::connect(odb_options()));
    cluster_ = odb::expect_ok(odb::create_cluster(*connection_, {.name = "c1"}, "tester")).id;
    issue_certificates();
    write_settings({});
  }

  void write_settings(config::Values values) {
    values.emplace("main/lb_host", "127.0.0.1");
    values.emplace("main/lb_port", std::to_string(port.number()));
    values.emplace("main/port", std::to_string(agent_port.number()));
    values.emplace("main/cluster_name", "c1");
    values.emplace("main/odb_db_name", (root / "odb.db").string());
    values.emplace("main/max_connections", "500");
    values.emplace("main/stop_grace", "5");
    test::write_text(repo() / "lb-agent.conf", config::render_flat_json(config::lb_table().data(), values));
  }

  // A server says that it runs, drains or has stopped, as its keeper would.
  void report(const NamedServer& server, odb::UpStatus status) {
    const auto name = server.server().name;
    if (servers_.count(name) == 0) {
      servers_[name] =
          odb::expect_ok(odb::store_of(*connection_, cipher_, cluster_).insert(objects::Server{.name = name})).id;
    }
    if (status != odb::UpStatus::kRunning) {
      return odb::expect_ok(odb::server_down(*connection_, servers_[name], name, status));
    }
    odb::ServerState state;
    state.server_id = servers_[name];
    state.bind_host = "127.0.0.1";
    state.bind_port = server.server().port;
    state.instance = name;
    odb::expect_ok(odb::server_up(*connection_, cluster_, state));
  }

  std::filesystem::path repo() const { return directory / "config" / "repo"; }
  test::Endpoint front() const { return {.port = port.number()}; }

  test::Command command() const {
    return {.program = test::program("zato-lb"), .arguments = {directory}, .output = root / "out.log"};
  }

  // The agent's answer by curl, status 0 when there was none. `who` is a name given to issue_client().
  test::Response call(const std::string& method, const std::string& path, const std::string& body = {},
                      const std::string& who = "admin") const {
    test::Command curl{
        .program = "curl",
        .arguments = {"-sS", "-m", "10", "-X", method, "--cacert", root / "ca.pem", "-w", "\n%{http_code}"}};
    if (!who.empty()) {
      for (const auto& [flag, kind] : {std::pair("--cert", "-cert.pem"), std::pair("--key", "-key.pem")}) {
        curl.arguments.emplace_back(flag);
        curl.arguments.push_back(root / (who + kind));
      }
    }
    if (!body.empty()) curl.arguments.insert(curl.arguments.end(), {"--data-binary", body});
    curl.arguments.push_back("https://localhost:" + std::to_string(agent_port) + path);
    const auto finished = test::run(curl);
    const auto cut = finished.out.rfind('\n');
    test::Response response;
    if (finished.exit_code != 0 || cut == std::string::npos) return response;
    response.status = std::atoi(finished.out.c_str() + cut + 1);
    response.body = finished.out.substr(0, cut);
    return response;
  }

  void pin(const std::string& text) { test::write_text(repo() / "pinned-clients.conf", text); }
  std::string fingerprint(const std::string& who) const { return fingerprints_.at(who); }

  pid_t agent_pid() const { return pid_in("pidfile"); }
  pid_t haproxy_pid() const { return pid_in("zato-lb-agent.pid"); }

  KillsTagged cleanup;
  test::TempDir root;
  test::Port port;
  test::Port agent_port;
  std::filesystem::path directory = make_lb_directory(root);

 private:
  odb::Options odb_options() const { return {.engine = odb::Engine::kSqlite, .path = root / "odb.db"}; }

  pid_t pid_in(const std::string& file) const {
    return static_cast<pid_t>(std::atoi(test::read_text(directory / file).c_str()));
  }

  void issue_certificates() {
    const auto ours = odb::expect_ok(security::create_authority({}, {}));
    const auto foreign = odb::expect_ok(security::create_authority({}, {}));
    test::write_text(root / "ca.pem", ours.certificate);
    test::write_text(repo() / "zato-lba-ca-certs.pem", ours.certificate);
    security::IssueOptions options;
    options.names = security::local_names();
    const auto agent = odb::expect_ok(security::issue(ours, {}, options));
    test::write_text(repo() / "zato-lba-cert.pem", agent.certificate);
    test::write_text(repo() / "zato-lba-priv-key.pem", agent.private_key.reveal());
    issue_client(ours, "admin");
    issue_client(ours, "viewer");
    issue_client(ours, "unknown");
    issue_client(foreign, "foreigner");
    pin(fingerprint("admin") + " admin source\n" + fingerprint("viewer") + " viewer\n" + fingerprint("foreigner") +
        " foreigner source\n");
  }

  void issue_client(const security::Authority& authority, const std::string& name) {
    security::IssueOptions options;
    options.subject.common_name = name;
    options.usage = security::Usage::kClientServer;
    const auto issued = odb::expect_ok(security::issue(authority, {}, options));
    test::write_text(root / (name + "-cert.pem"), issued.certificate);
    test::write_text(root / (name + "-key.pem"), issued.private_key.reveal());
    fingerprints_[name] = odb::expect_ok(security::certificate_fingerprint(issued.certificate));
  }

  const odb::PlainCipher cipher_;
  std::unique_ptr<odb::Connection> connection_;
  schema::Id cluster_ = 0;
  std::map<std::string, schema::Id> servers_;
  std::map<std::string, std::string> fingerprints_;
};

}  // namespace zato::lb
