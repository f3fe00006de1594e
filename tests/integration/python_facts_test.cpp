// The facts of Zato's service API, a case each, in the workers of one real server. Services and cases are Python:
// python_facts/.
#include <gtest/gtest.h>

#include <fstream>

#include "support/cluster.hpp"
#include "support/ports.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

namespace fs = std::filesystem;

const fs::path kFacts = ZATO_TEST_PYTHON_FACTS;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

Finished facts(const Cluster& cluster, int imap_port, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-B", kFacts / "facts.py"});
  return run({.program = ZATO_TEST_PYTHON,
              .arguments = std::move(arguments),
              .environment = {{"ZATO_TEST_IMAP_PORT", std::to_string(imap_port)},
                              {"ZATO_TEST_SERVER", "127.0.0.1:" + std::to_string(cluster.server(1).port)},
                              {"ZATO_TEST_LOG", cluster.component("server1") / "logs/server.log"}}},
             300s);
}

TEST(PythonFacts, ServicesSeeAndDoWhatZatoSays) {
  const TempDir virtual_env;
  const auto made = run({.program = ZATO_TEST_PYTHON,
                         .arguments = {"-m", "venv", "--without-pip", "--system-site-packages", virtual_env.path()}},
                        60s);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  write(virtual_env / "lib/python3.11/site-packages/of_virtual_env.py",
        "ANSWER = 'planted in a virtual environment'\n");
  const Port imap_port;
  Cluster cluster({.servers = 1, .environment = {{"ZATO_PYTHON__VIRTUAL_ENV", virtual_env.path()}}, .start = false});
  const auto server = cluster.component("server1");
  fs::copy(kFacts / "services", server / "work/hot-deploy/current");
  write(server / "config/repo/user-conf/facts.ini", "[crm]\nhost = example.com\nport = 8080\non = True\n");
  write(server / "config/repo/static/page.txt", "planted page");
  fs::create_directories(server / "config/repo/schema/json");
  fs::copy(kFacts / "schema.json", server / "config/repo/schema/json/customer.json");
  cluster.start();
  const auto config = facts(cluster, imap_port,
                            {"config", "127.0.0.1:" + std::to_string(cluster.server(1).port),
                             cluster.root() / "facts.db", std::to_string(imap_port)});
  ASSERT_EQ(config.exit_code, 0) << config.err;
  write(cluster.root() / "facts.yaml", config.out);
  const auto imported = cluster.zato({"enmasse", server, "--import", "--input", cluster.root() / "facts.yaml"});
  ASSERT_EQ(imported.exit_code, 0) << imported.out << imported.err;
  wait_until("the channels are there", 10s,
             [&] { return post(cluster.server(1), "/json/traps.undeclared", "{}").status == 200; });

  const auto run = facts(cluster, imap_port, {"run"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
}

}  // namespace
}  // namespace zato::test
