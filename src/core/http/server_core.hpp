// What the connections of one server share. Used by server.cpp and connection.cpp only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/body_budget.hpp"
#include "http/request_reader.hpp"
#include "http/response_writer.hpp"
#include "http/server.hpp"
#include "rt/event.hpp"

namespace zato::http {

class Connection;

// What a connection needs while it is not idle. Pooled, so that a request in the steady state allocates next to
// nothing.
struct Workspace {
  explicit Workspace(const ReadLimits& limits) : reader(limits) {}
  RequestReader reader;
  Response response;
  std::string out;
  std::string cid;
};

// Kept alive by the Server and by every connection; connections are owned here.
class ServerCore : public std::enable_shared_from_this<ServerCore> {
 public:
  ServerCore(rt::Loop& loop, ServerOptions options, Handler handler, std::vector<Observer*> observers);
  ~ServerCore();

  void start();
  void add(std::unique_ptr<rt::ByteStream> stream);
  void drain(std::optional<std::chrono::milliseconds> idle_grace);
  // How long a connection may wait for its next request.
  std::chrono::milliseconds idle_allowance() const noexcept { return draining ? options.drain_grace : options.idle_timeout; }
  bool wait_idle(rt::Deadline deadline);
  void cut_all();

  void remove(Connection& connection) noexcept;  // destroys it
  // Answers of several busy connections leave in a row (docs/design/0026): at the end of a round of the loop, or before
  // if that takes long.
  void hold(Connection& connection);
  void release_if_late();

  std::unique_ptr<Workspace> take_workspace();
  void give_back(std::unique_ptr<Workspace> workspace) noexcept;

  rt::Loop& loop;
  ServerOptions options;
  const Handler handler;
  std::vector<Observer*> observers;  // none after the Server has gone
  ResponseWriter writer;
  BodyBudget bodies;
  base::MonotonicTime now;  // as of the last sweep: good enough for deadlines, and free
  bool draining = false;
  ServerStatus status;
  const Connection* last_served = nullptr;  // compared with, never followed: it may be gone

 private:
  void release();
  void sweep();

  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Workspace>> spare_;
  std::vector<Connection*> held_;     // busy until they are sent, so that they stay
  std::vector<Connection*> leaving_;  // keeps its memory
  base::MonotonicTime held_since_{};
  rt::Timer timer_;
  rt::Event emptied_;
};

}  // namespace zato::http
