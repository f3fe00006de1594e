// RedisServer: a private redis-server of one test, on a locked loopback port and a Unix socket, with the durability
// settings that the product asks for. May be killed, stopped and started again on the same port and data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/ports.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {

class RedisServer {
 public:
  explicit RedisServer(std::string password = {});  // returns when it answers PING

  void start();
  void kill();                                                 // SIGKILL
  void back_up();                                              // copies what is on disk now
  void restore();                                              // kills it and starts it with the copy
  void signal(int number) const { process_->signal(number); }  // SIGSTOP, SIGCONT

  int port() const { return port_; }
  std::filesystem::path socket_path() const { return directory_ / "redis.sock"; }
  const std::string& password() const { return password_; }

  // Through redis-cli: the reply as text, lines separated by '\n', no trailing newline.
  std::string command(const std::vector<std::string>& arguments) const;

 private:
  TempDir directory_;
  Port port_;
  std::string password_;
  std::optional<Process> process_;
};

// redis-cli against any server of a test.
std::string redis_command(int port, const std::string& password, const std::vector<std::string>& arguments);

}  // namespace zato::test
