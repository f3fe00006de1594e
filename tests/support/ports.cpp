#include "support/ports.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <optional>
#include <random>
#include <stdexcept>
#include <string>

namespace zato::test {

namespace {

constexpr int kFirst = 20000;
constexpr int kCount = 12000;
constexpr const char* kDirectory = "/tmp/zato-test-ports";

base::UniqueFd lock(int port) {
  if (::mkdir(kDirectory, 01777) == 0) ::chmod(kDirectory, 01777);  // the next user's tests lock here as well
  const auto path = std::string(kDirectory) + "/" + std::to_string(port);
  base::UniqueFd file(::open(path.c_str(), O_CREAT | O_RDONLY | O_CLOEXEC, 0644));
  if (!file) file.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));  // another user's; a lock needs no write
  if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return file;
}

int random_start() {
  static std::mt19937 engine{std::random_device{}()};
  return static_cast<int>(engine() % kCount);
}

}  // namespace

bool port_is_free(std::uint16_t port) {
  base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;  // connections in TIME_WAIT do not make a port busy; a listener does
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  return ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
}

std::optional<Port> Port::try_take(int number) {
  auto held = lock(number);
  if (!held || !port_is_free(static_cast<std::uint16_t>(number))) return std::nullopt;
  return Port(std::move(held), number);
}

Port::Port() : Port(std::move(consecutive_ports(1).front())) {}

std::vector<Port> consecutive_ports(int count) {
  const int start = random_start();
  for (int i = 0; i < kCount; ++i) {
    std::vector<Port> run;
    for (int number = kFirst + (start + i) % kCount; static_cast<int>(run.size()) < count; ++number) {
      auto port = Port::try_take(number);
      if (!port) break;
      run.push_back(std::move(*port));
    }
    if (static_cast<int>(run.size()) == count) return run;
  }
  throw std::runtime_error("no free ports left between 20000 and 32000");
}

}  // namespace zato::test
