#include "http/connection.hpp"

#include <algorithm>
#include <array>

#include "base/cid.hpp"
#include "base/scope_exit.hpp"
#include "http/status_map.hpp"
#include "log/log.hpp"

namespace zato::http {
namespace {

constexpr std::size_t kJoinedBody =
    32 * 1024;                               // bodies up to this are copied behind their head: one send instead of two
constexpr std::size_t kFlushAt = 64 * 1024;  // of answers to pipelined requests
constexpr std::size_t kWriteSlice = 256 * 1024;
constexpr int kReadsPerTurn = 4;  // then other connections have theirs
constexpr std::string_view kAllMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

}  // namespace

// Marks the time a fiber works on the connection; a connection that has ended goes with it, also when the fiber is
// unwound.
class Connection::Busy {
 public:
  explicit Busy(Connection& connection) : connection_(connection) {}
  ~Busy() {
    if (connection_.held_) return;
    connection_.busy_ = false;
    if (connection_.phase_ != Phase::kClosed && !rt::unwinding()) return;
    const auto core = connection_.core_;
    core->remove(connection_);
  }

 private:
  Connection& connection_;
};

Connection::Connection(std::shared_ptr<ServerCore> core, std::unique_ptr<rt::ByteStream> stream, std::size_t at)
    : index(at), core_(std::move(core)), stream_(std::move(stream)), peer_(stream_->peer_address()), body_memory_(core_->bodies) {}

Connection::~Connection() {
  if (work_) core_->give_back(std::move(work_));
}

void Connection::start() {
  deadline_ = core_->now + core_->idle_allowance();
  await_readable();
}

void Connection::refuse() { spawn(&Connection::answer_refusal); }

void Connection::begin_drain() {
  if (phase_ == Phase::kIdle) deadline_ = std::min(deadline_, core_->now + core_->options.drain_grace);
}

void Connection::cut() noexcept {
  if (busy_) {
    stream_->close();
  } else {
    core_->remove(*this);
  }
}

void Connection::sweep() {
  if (core_->now < deadline_ || phase_ == Phase::kHandling || phase_ == Phase::kClosed) return;
  if (phase_ != Phase::kHead && phase_ != Phase::kBody) return cut();
  if (phase_ == Phase::kBody) {
    const auto window = core_->options.body_window;
    const std::size_t arrived = work_->reader.body_received() - window_bytes_;
    const auto wanted = core_->options.body_minimum_rate * static_cast<std::size_t>(window.count()) / 1000;
    if (arrived >= wanted) {
      window_bytes_ += arrived;
      deadline_ = core_->now + window;
      return;
    }
  }
  if (busy_) return cut();
  spawn(&Connection::answer_timeout);
}

void Connection::spawn(void (Connection::*work)()) {
  busy_ = true;  // from here on: on a fiber the new one starts later
  next_ = work;  // not captured: a function that holds one pointer needs no allocation
  core_->loop.spawn([this] {
    const Busy busy(*this);
    (this->*next_)();
  });
}

void Connection::await_readable() {
  if (std::exchange(awaiting_, true)) return;
  stream_->when_readable([this] { readable(); });
}

void Connection::readable() {
  awaiting_ = false;
  if (busy_) return;
  const auto core = core_;  // this may be gone after its fiber
  spawn(phase_ == Phase::kLingering ? &Connection::discard : &Connection::read_and_serve);
  core->release_if_late();
}

void Connection::send_held() {
  held_ = false;
  spawn(&Connection::send_and_park);
}

void Connection::send_and_park() {
  if (flush()) park();
}

void Connection::read_and_serve() {
  if (!work_) work_ = core_->take_workspace();
  for (int reads = 1;; ++reads) {
    const std::span<char> room = work_->reader.prepare();
    const auto n = stream_->read_some(room, rt::Deadline::never());
    if (!n || *n == 0) {
      phase_ = Phase::kClosed;
      return;
    }
    const auto state = work_->reader.commit(*n);
    if (!body_memory_.resize(work_->reader.body_held())) return answer_overload();
    if (!serve_arrived(state)) return;
    // Who waits for the next request needs neither a fiber nor the memory of the last one, also when a body ended where
    // the room did.
    if (*n < room.size() || work_->reader.empty()) return park();
    enter_waiting();
    if (reads % kReadsPerTurn == 0) rt::yield();
  }
}

bool Connection::serve_arrived(RequestReader::State state) {
  RequestReader& reader = work_->reader;
  while (state == RequestReader::State::kReady) {
    answer();
    if (phase_ == Phase::kClosed) return false;
    if (!keep_alive_) {
      // A client that asked for the end and sent nothing else has nothing unread on its way.
      const bool nothing_follows = !reader.framing().keep_alive && !reader.has_more();
      if (flush() && !nothing_follows) {
        end();
      } else {
        phase_ = Phase::kClosed;
      }
      return false;
    }
    state = reader.next();
  }
  if (state == RequestReader::State::kRejected) {
    answer_rejection();
    return false;
  }
  if (is_one_of_many()) {
    held_ = true;
    core_->hold(*this);
    return false;
  }
  if (!flush()) return false;
  return !reader.take_expectation() || write("HTTP/1.1 100 Continue\r\n\r\n");
}

// Its answer may wait for those of others: nothing else has come from this client, and the one before was another's.
bool Connection::is_one_of_many() {
  const bool alone = std::exchange(core_->last_served, this) == this;
  return !alone && work_->reader.empty() && !work_->out.empty();
}

void Connection::answer() {
  Request& request = work_->reader.request();
  Response& response = work_->response;
  work_->cid = base::new_cid();
  request.cid = work_->cid;
  request.peer_address = peer_;
  response.clear();
  ++requests_;
  phase_ = Phase::kHandling;
  if (request.target == "*") {
    response.status = 204;
    (void)response.set_header("Allow", kAllMethods);
  } else {
    invoke_handler(request, response);
  }
  const auto& options = core_->options;
  const bool used_up = options.max_requests_per_connection != 0 && requests_ >= options.max_requests_per_connection;
  keep_alive_ = work_->reader.framing().keep_alive && !response.close && !core_->draining && !used_up;
  append_answer(request, response);
}

void Connection::invoke_handler(Request& request, Response& response) {
  std::string failure;
  ++core_->status.serving;
  const base::ScopeExit served([this] { --core_->status.serving; });
  try {
    core_->handler(request, response);
  } catch (const std::exception& e) {
    failure = std::string("the handler failed: ") + e.what();
  } catch (...) {
    if (rt::unwinding()) throw;
    failure = "the handler failed with an exception of unknown type";
  }
  if (failure.empty() && !response.defect().empty()) failure = response.defect();
  if (failure.empty() && !is_field_value(response.content_type)) failure = "Content-Type: control character in the value";
  if (failure.empty() && (response.status < 200 || response.status > 599))
    failure = "the handler set status " + std::to_string(response.status);
  if (failure.empty()) return;
  log::write(log::Level::kError, "zato.http", request.cid,
             std::string(request.method_text) + " " + std::string(request.path) + ": " + failure);
  response.clear();
  set_error(response, 500, DataFormat::kJson, request.cid, "Internal server error");
}

void Connection::append_answer(Request& request, Response& response) {
  std::string& out = work_->out;
  core_->writer.append_head(out, response, request, keep_alive_);
  if (!core_->observers.empty()) {
    const auto duration = request.received_at == base::MonotonicTime{} ? base::Monotonic::duration::zero()
                                                                       : base::Monotonic::now() - request.received_at;
    for (Observer* one : core_->observers)
      one->on_response(request, response, {.duration = duration, .bytes = response.body.size()});
  }
  if (!carries_body(response, request.method)) return;
  if (response.body.size() <= kJoinedBody) {
    out += response.body;
    if (out.size() > kFlushAt) (void)flush();
  } else if (flush()) {
    (void)write(response.body);
  }
}

void Connection::answer_rejection() {
  const Rejection& why = work_->reader.rejection();
  answer_error(why.status, why.why);
}

void Connection::answer_timeout() { answer_error(408, "the request did not arrive in time"); }

void Connection::answer_refusal() {
  work_ = core_->take_workspace();
  answer_error(503, "too many connections");
}

void Connection::answer_overload() {
  (void)body_memory_.resize(0);
  answer_error(503, "the bodies of other requests take all memory set aside for them");
}

void Connection::answer_error(int status, std::string_view why) {
  Request& request = work_->reader.request();
  Response& response = work_->response;
  work_->cid = base::new_cid();
  request.cid = work_->cid;
  request.peer_address = peer_;
  request.received_at = {};  // tells observers that no handler has seen it
  keep_alive_ = false;
  response.clear();
  set_error(response, status, DataFormat::kJson, request.cid, why);
  if (status == 405) (void)response.set_header("Allow", kAllMethods);
  if (status == 503) (void)response.set_header("Retry-After", "1");
  append_answer(request, response);
  if (flush()) end();
}

bool Connection::flush() {
  if (work_->out.empty()) return phase_ != Phase::kClosed;
  const bool written = write(work_->out);
  work_->out.clear();
  return written;
}

bool Connection::write(std::string_view bytes) {
  phase_ = Phase::kWriting;
  while (!bytes.empty()) {
    deadline_ = core_->now + core_->options.write_timeout;
    const std::string_view slice = bytes.substr(0, kWriteSlice);
    if (!stream_->write_all(slice, rt::Deadline::never())) {
      phase_ = Phase::kClosed;
      return false;
    }
    bytes.remove_prefix(slice.size());
  }
  return true;
}

void Connection::enter_waiting() {
  const RequestReader& reader = work_->reader;
  (void)body_memory_.resize(std::min(reader.body_held(), body_memory_.held()));
  const Phase awaited = reader.empty() ? Phase::kIdle : reader.in_body() ? Phase::kBody : Phase::kHead;
  if (phase_ == awaited && awaited != Phase::kIdle) return;  // its deadline goes on
  phase_ = awaited;
  const auto& options = core_->options;
  deadline_ = core_->now + (awaited == Phase::kIdle   ? core_->idle_allowance()
                            : awaited == Phase::kBody ? options.body_window
                                                      : options.header_timeout);
  window_bytes_ = 0;
}

void Connection::park() {
  enter_waiting();
  if (phase_ == Phase::kIdle) core_->give_back(std::move(work_));
  await_readable();
}

// Closing while unread bytes are on their way would make the kernel send a reset, and the peer might lose our answer.
void Connection::end() {
  core_->give_back(std::move(work_));
  stream_->shutdown_write();
  phase_ = Phase::kLingering;
  deadline_ = core_->now + core_->options.linger;
  await_readable();
}

void Connection::discard() {
  std::array<char, 4096> unwanted;
  for (int reads = 1;; ++reads) {
    const auto n = stream_->read_some(unwanted, rt::Deadline::never());
    if (!n || *n == 0) {
      phase_ = Phase::kClosed;
      return;
    }
    if (*n < unwanted.size()) return await_readable();
    if (reads % kReadsPerTurn == 0) rt::yield();
  }
}

}  // namespace zato::http
