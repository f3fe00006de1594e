// Connection: one client from accept to close. Idle it is a callback and 200 bytes; when bytes come a fiber serves what
// has arrived and ends when more is awaited. Deadlines are looked at by the server's sweep, never by timers of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "http/server_core.hpp"

namespace zato::http {

class Connection {
 public:
  Connection(std::shared_ptr<ServerCore> core, std::unique_ptr<rt::ByteStream> stream, std::size_t index);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();         // waits for the first request
  void refuse();        // 503 and close
  void begin_drain();   // an idle one may stay for the grace time only
  void sweep();         // may destroy this
  void cut() noexcept;  // at once; may destroy this
  void send_held();     // its answer waits for this; may destroy this

  std::size_t index;  // in the server's list

 private:
  enum class Phase { kIdle, kHead, kBody, kHandling, kWriting, kLingering, kClosed };
  class Busy;

  void spawn(void (Connection::*work)());
  void readable();
  // The rest runs on the connection's fiber.
  void read_and_serve();
  bool serve_arrived(RequestReader::State state);  // false: the fiber ends
  bool is_one_of_many();
  void send_and_park();
  void answer();
  void invoke_handler(Request& request, Response& response);
  void append_answer(Request& request, Response& response);
  void answer_rejection();
  void answer_refusal();
  void answer_overload();
  void answer_timeout();
  void answer_error(int status, std::string_view why);
  bool flush();
  bool write(std::string_view bytes);
  void enter_waiting();
  void park();
  void await_readable();
  void end();      // after the last answer: lets the peer read it
  void discard();  // what a peer still sends then

  const std::shared_ptr<ServerCore> core_;
  const std::unique_ptr<rt::ByteStream> stream_;
  std::unique_ptr<Workspace> work_;
  std::string peer_;
  BodyBudget::Share body_memory_;
  void (Connection::*next_)() = nullptr;  // what the spawned fiber does
  base::MonotonicTime deadline_{};
  std::size_t requests_ = 0;
  std::size_t window_bytes_ = 0;  // of the body, when the current window began
  Phase phase_ = Phase::kIdle;
  bool busy_ = false;      // a fiber is at work
  bool held_ = false;      // the answer waits for others, busy until it is sent
  bool awaiting_ = false;  // the stream will call readable()
  bool keep_alive_ = true;
};

}  // namespace zato::http
