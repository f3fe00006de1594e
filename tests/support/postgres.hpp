// A PostgreSQL server of a test's own: Debian's binaries, a temporary directory, a free loopback port, gone when the
// object goes. As root it runs as the user `postgres`, since PostgreSQL refuses root.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/ports.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {

struct PostgresOptions {
  std::string password = "test password";
  std::vector<std::string> settings = {};  // "log_statement=all"
};

class Postgres {
 public:
  // Running and ready; throws std::runtime_error with the end of its log otherwise.
  explicit Postgres(PostgresOptions options = {});
  ~Postgres();  // also when it was paused
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  // TCP at 127.0.0.1:port() asks for the password; the Unix socket in socket_directory() trusts everybody.
  int port() const noexcept { return port_; }
  std::string socket_directory() const { return directory_.path().string(); }
  std::string user() const { return "postgres"; }
  const std::string& password() const { return options_.password; }

  void create_database(const std::string& name);

  void stop();   // waits until it is gone; data stays
  void start();  // again, on the same port
  void pause();  // SIGSTOP to all its processes: connected, but silent
  void resume();
  pid_t pid() const noexcept { return pid_; }

 private:
  void prepare_directory();
  void run(const std::string& program, const std::string& arguments) const;
  void wait_until_ready();
  void signal_all(int signal) const;

  const PostgresOptions options_;
  const TempDir directory_;
  const Port port_;
  pid_t pid_ = -1;
};

}  // namespace zato::test
