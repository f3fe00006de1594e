#include "engine.hpp"

namespace zato::odb {

namespace {

// Outlives all tests and is stopped before the program ends.
class PostgresEnvironment final : public testing::Environment {
 public:
  void TearDown() override { server.reset(); }
  std::unique_ptr<test::Postgres> server;
};

PostgresEnvironment& environment() {
  static auto* const registered = new PostgresEnvironment;
  return *registered;
}

const auto* const kRegistered = testing::AddGlobalTestEnvironment(&environment());

}  // namespace

test::Postgres& shared_postgres() {
  static_cast<void>(kRegistered);
  auto& server = environment().server;
  if (!server) server = std::make_unique<test::Postgres>();
  return *server;
}

OnEveryEngine::OnEveryEngine() {
  options_.engine = GetParam();
  options_.path = directory_.path() / "zato.db";
  if (options_.engine == Engine::kPostgresql) {
    auto& server = shared_postgres();
    options_.host = "127.0.0.1";
    options_.port = server.port();
    options_.user = server.user();
    options_.password = base::Secret(server.password());
    options_.db_name = "postgres";
    // Machines that run all tests at once are slow, databases that answer late are not what these tests are about.
    options_.connect_timeout = std::chrono::seconds(30);
    options_.statement_timeout = std::chrono::seconds(60);
    options_.schema = "t" + base::random_hex(6);
  }
}

std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kSqlite ? "sqlite" : "postgresql";
}

}  // namespace zato::odb
