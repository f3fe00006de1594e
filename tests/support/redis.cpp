#include "support/redis.hpp"

#include <signal.h>

namespace zato::test {

RedisServer::RedisServer(std::string password) : password_(std::move(password)) { start(); }

void RedisServer::start() {
  std::vector<std::string> arguments{"--port",
                                     std::to_string(port_),
                                     "--bind",
                                     "127.0.0.1",
                                     "--unixsocket",
                                     socket_path(),
                                     "--dir",
                                     directory_.path(),
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always",
                                     "--maxmemory-policy",
                                     "noeviction"};
  if (!password_.empty()) arguments.insert(arguments.end(), {"--requirepass", password_});
  process_.reset();
  process_.emplace(Command{.program = "redis-server", .arguments = arguments, .output = directory_ / "redis.log"});
  wait_until("redis-server answers PING", 10s, [&] { return command({"PING"}) == "PONG"; });
}

void RedisServer::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void RedisServer::back_up() {
  std::filesystem::remove_all(directory_ / "backup");
  std::filesystem::copy(directory_ / "appendonlydir", directory_ / "backup");
}

void RedisServer::restore() {
  kill();
  std::filesystem::remove_all(directory_ / "appendonlydir");
  std::filesystem::copy(directory_ / "backup", directory_ / "appendonlydir");
  start();
}

std::string RedisServer::command(const std::vector<std::string>& arguments) const {
  return redis_command(port_, password_, arguments);
}

std::string redis_command(int port, const std::string& password, const std::vector<std::string>& arguments) {
  Command command{.program = "redis-cli",
                  .arguments = {"-h", "127.0.0.1", "-p", std::to_string(port), "--no-auth-warning"}};
  if (!password.empty()) command.environment["REDISCLI_AUTH"] = password;
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  std::string reply = run(command, 10s).out;
  while (!reply.empty() && reply.back() == '\n') reply.pop_back();
  return reply;
}

}  // namespace zato::test
