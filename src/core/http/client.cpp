#include "http/client.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "http/message.hpp"
#include "http/octets.hpp"
#include "rt/event.hpp"

namespace zato::http {
namespace {

using base::Code;
using Stream = std::unique_ptr<rt::ByteStream>;

constexpr std::size_t kSentInOne = 16 * 1024;  // head and body together, up to here
constexpr std::chrono::milliseconds kBetweenAttempts{50};

bool is_set_by_client(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kOurs = {"content-length", "transfer-encoding", "connection",
                                                            "expect"};
  return std::any_of(kOurs.begin(), kOurs.end(), [&](std::string_view one) { return base::iequals(one, name); });
}

std::string address_of(const ClientOptions& options) {
  if (!options.unix_path.empty()) return options.unix_path;
  const bool literal = options.host.find(':') != std::string::npos;
  return (literal ? "[" + options.host + "]" : options.host) + ":" + std::to_string(options.port);
}

// As browsers and RFC 9110 have it: without the port that goes without saying.
std::string host_header(const ClientOptions& options, const std::string& address) {
  if (!options.unix_path.empty()) return "localhost";
  const bool usual = options.port == (options.tls ? 443 : 80);
  return usual ? address.substr(0, address.rfind(':')) : address;
}

struct Idle {
  Stream stream;
  std::string note;
  base::MonotonicTime since;
};

struct Waiter {
  rt::Event event;
  bool granted = false;
};

}  // namespace

bool is_idempotent(std::string_view method) noexcept {
  static constexpr std::array<std::string_view, 6> kSafeToRepeat = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};
  return std::find(kSafeToRepeat.begin(), kSafeToRepeat.end(), method) != kSafeToRepeat.end();
}

struct Client::State {
  explicit State(ClientOptions given)
      : options(std::move(given)), address(address_of(options)), host(host_header(options, address)) {}

  const ClientOptions options;
  const std::string address;  // "127.0.0.1:17010", for messages
  const std::string host;
  std::vector<Idle> idle;
  std::size_t in_use = 0;
  std::deque<Waiter*> waiting;

  base::Result<void> take_turn(rt::Deadline deadline);
  void give_turn() noexcept;
  base::Result<Stream> connect(rt::Deadline deadline) const;
  base::Result<Stream> connect_once(rt::Deadline deadline) const;
  bool take_idle(Lease& lease);
  base::Result<std::string> render(const ClientRequest& request) const;
  base::Error name_failure(const ClientRequest& request, base::Error cause) const;
};

// A turn is the right to have one connection in use. Whoever gives his up hands it to the one who waits longest.
base::Result<void> Client::State::take_turn(rt::Deadline deadline) {
  if (options.max_connections == 0 || (in_use < options.max_connections && waiting.empty())) {
    ++in_use;
    return {};
  }
  const auto all = "all " + std::to_string(options.max_connections) + " connections are in use";
  if (waiting.size() >= options.max_waiting)
    return base::fail(Code::kCancelled, all + " and " + std::to_string(waiting.size()) + " requests wait for one");
  Waiter mine;
  waiting.push_back(&mine);
  const base::ScopeExit leave([&] { std::erase(waiting, &mine); });
  mine.event.wait(deadline);
  if (!mine.granted) return base::fail(Code::kTimeout, all + " and none became free in time");
  return {};
}

void Client::State::give_turn() noexcept {
  if (waiting.empty()) {
    --in_use;
    return;
  }
  Waiter* next = waiting.front();
  waiting.pop_front();
  next->granted = true;
  next->event.set();
}

base::Result<Stream> Client::State::connect(rt::Deadline deadline) const {
  auto stream = connect_once(deadline);
  for (unsigned attempt = 1; attempt < options.connect_attempts; ++attempt) {
    if (stream || stream.error().code != Code::kUnavailable || deadline.remaining() <= kBetweenAttempts) break;
    rt::sleep_for(kBetweenAttempts);
    stream = connect_once(deadline);
  }
  return stream;
}

base::Result<Stream> Client::State::connect_once(rt::Deadline deadline) const {
  deadline = deadline.earlier(rt::Deadline::after(options.connect_timeout));
  auto socket = options.unix_path.empty() ? rt::connect_tcp(options.host, options.port, deadline, options.may_connect)
                                          : rt::connect_unix(options.unix_path, deadline);
  if (!socket) return base::fail(std::move(socket.error()));
  if (!options.tls) return Stream(std::move(*socket));
  auto tls = std::make_unique<rt::TlsStream>(options.tls, std::move(*socket),
                                             options.server_name.empty() ? options.host : options.server_name);
  ZATO_CHECK(tls->handshake(deadline));
  return Stream(std::move(tls));
}

bool Client::State::take_idle(Lease& lease) {
  const auto oldest = base::Monotonic::now() - options.idle_timeout;
  while (!idle.empty()) {
    Idle one = std::move(idle.back());
    idle.pop_back();
    if (one.since < oldest) {  // those below are older still
      idle.clear();
      return false;
    }
    if (!one.stream->is_quiet()) continue;
    lease.stream_ = std::move(one.stream);
    lease.note_ = std::move(one.note);
    lease.kept_ = true;
    return true;
  }
  return false;
}

base::Error Client::State::name_failure(const ClientRequest& request, base::Error cause) const {
  const Code code = cause.code;
  const std::string path = request.target.substr(0, request.target.find('?'));  // a query may hold secrets
  return base::wrap(code, address + ": " + request.method + " " + path, std::move(cause));
}

base::Result<std::string> Client::State::render(const ClientRequest& request) const {
  const auto refuse = [](std::string why) { return base::fail(Code::kInvalidArgument, std::move(why)); };
  if (!is_token(request.method)) return refuse("the method is not a token");
  const bool clean_target =
      std::all_of(request.target.begin(), request.target.end(), [](char c) { return is_octet(c, kTargetOctet); });
  if (request.target.empty() || !clean_target) return refuse("the target is not a path");

  std::string out;
  out.reserve(512 + (request.body.size() <= kSentInOne ? request.body.size() : 0));
  out += request.method;
  out += ' ';
  out += request.target;
  out += " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return refuse("the name of a header is not a token");
    if (!is_field_value(value)) return refuse("header " + name + ": control character in the value");
    if (is_set_by_client(name)) return refuse("header " + name + ": set by the client only");
    has_host = has_host || base::iequals(name, "host");
    ((out += name) += ": ") += value;
    out += "\r\n";
  }
  if (!has_host) ((out += "Host: ") += host) += "\r\n";
  const bool takes_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (takes_body || !request.body.empty()) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  if (request.body.size() <= kSentInOne) out += request.body;
  return out;
}

Client::Client(ClientOptions options) : state_(std::make_shared<State>(std::move(options))) {}

Client::Lease::~Lease() {
  if (!state_) return;  // moved from
  if (reusable_ && state_->idle.size() < state_->options.max_idle)
    state_->idle.push_back({std::move(stream_), std::move(note_), base::Monotonic::now()});
  stream_.reset();
  state_->give_turn();
}

base::Result<Client::Lease> Client::acquire_fresh(rt::Deadline deadline) {
  ZATO_CHECK(state_->take_turn(deadline));
  Lease lease(state_);
  ZATO_TRY(lease.stream_, state_->connect(deadline));
  return lease;
}

base::Result<Client::Lease> Client::acquire(rt::Deadline deadline) {
  ZATO_CHECK(state_->take_turn(deadline));
  Lease lease(state_);
  if (state_->take_idle(lease)) return lease;
  ZATO_TRY(lease.stream_, state_->connect(deadline));
  return lease;
}

base::Result<ClientResponse> Client::send(const ClientRequest& request, rt::Deadline deadline) {
  const auto state = state_;  // lives as long as what is on its way
  const auto bytes = state->render(request);
  if (!bytes) return base::fail(state->name_failure(request, bytes.error()));
  {
    auto lease = acquire(deadline);
    if (!lease) return base::fail(state->name_failure(request, std::move(lease.error())));
    auto response = lease->exchange_rendered(request, *bytes, deadline);
    const bool lost = !response && !lease->answered_ && response.error().code != Code::kTimeout;
    if (!lost || !lease->kept_ || !is_idempotent(request.method)) return response;
  }
  auto fresh = acquire_fresh(deadline);
  if (!fresh) return base::fail(state->name_failure(request, std::move(fresh.error())));
  return fresh->exchange_rendered(request, *bytes, deadline);
}

base::Result<ClientResponse> Client::Lease::exchange(const ClientRequest& request, rt::Deadline deadline) {
  const auto bytes = state_->render(request);
  if (!bytes) return base::fail(state_->name_failure(request, bytes.error()));
  return exchange_rendered(request, *bytes, deadline);
}

base::Result<ClientResponse> Client::Lease::exchange_rendered(const ClientRequest& request, const std::string& bytes,
                                                              rt::Deadline deadline) {
  reusable_ = answered_ = false;
  auto written = stream_->write_all(bytes, deadline);
  if (written && request.body.size() > kSentInOne) written = stream_->write_all(request.body, deadline);

  ResponseReader reader(request.method == "HEAD", state_->options.body_limit);
  // A server that refuses a request may answer and close before it has read all of it: its reason is worth more than
  // ours.
  const auto failure = [&](base::Error error) {
    answered_ = reader.started();
    return base::fail(
        state_->name_failure(request, !written && !answered_ ? std::move(written.error()) : std::move(error)));
  };
  if (!written && written.error().code == Code::kTimeout) return failure(written.error());
  std::array<char, 16384> block;
  while (true) {
    const auto n = stream_->read_some(block, deadline);
    if (!n) return failure(n.error());
    const auto whole = *n == 0 ? reader.end() : reader.feed({block.data(), *n});
    if (!whole) return failure(whole.error());
    if (!*whole) continue;
    answered_ = true;
    reusable_ = written && reader.keep_alive() && *n != 0;
    return std::move(reader.response());
  }
}

void Client::close_stale() noexcept {
  const auto oldest = base::Monotonic::now() - state_->options.idle_timeout;
  std::erase_if(state_->idle, [&](const Idle& one) { return one.since < oldest || !one.stream->is_quiet(); });
}

void Client::close_idle() noexcept { state_->idle.clear(); }
std::size_t Client::idle() const noexcept { return state_->idle.size(); }
std::size_t Client::in_use() const noexcept { return state_->in_use; }
std::size_t Client::waiting() const noexcept { return state_->waiting.size(); }

}  // namespace zato::http
