// TcpProxy: stands between a component under test and a server, and does what networks do: nothing gets through for a
// while and then all of it at once, or connections break.
#pragma once

#include <atomic>
#include <list>
#include <thread>

namespace zato::test {

class TcpProxy {
 public:
  explicit TcpProxy(int target_port);  // on loopback
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;

  int port() const { return port_; }

  void cut() { cut_ = true; }  // connections stay, and new ones are made, but nothing arrives
  void heal() { cut_ = false; }
  void reset() { reset_ = true; }  // what is connected now breaks

 private:
  struct Pair;
  void run();
  void accept_one();

  const int target_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> cut_{false}, reset_{false}, stopping_{false};
  std::list<Pair> pairs_;
  std::thread thread_;
};

}  // namespace zato::test
