// A connection to Redis that comes back (redis_client.hpp).
#include "broker/redis_client.hpp"

#include <random>
#include <utility>

#include "base/text.hpp"
#include "broker/durability.hpp"
#include "broker/redis/session.hpp"
#include "log/log.hpp"
#include "rt/event.hpp"
#include "rt/stream.hpp"

namespace zato::broker {
namespace {

using base::Code;
using base::fail;
using base::Result;
using redis::Session;

constexpr log::Logger kLog{"zato.broker"};

double random_fraction() {
  static thread_local std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

Result<std::unique_ptr<rt::ByteStream>> open(const RedisOptions& options, rt::Deadline deadline) {
  if (options.unix_socket.empty()) return rt::connect_tcp(options.host, options.port, deadline);
  return rt::connect_unix(options.unix_socket, deadline);
}

Result<Reply> ask(Session& session, std::initializer_list<std::string_view> words, rt::Deadline deadline) {
  ZATO_TRY(auto reply, session.command(std::span(words.begin(), words.size()), deadline));
  if (const auto* refusal = reply.refusal()) return fail(error_of(*refusal, *words.begin()));
  return reply;
}

Result<void> introduce(Session& session, const RedisOptions& options, rt::Deadline deadline) {
  const std::string& password = options.password.reveal();
  if (!options.username.empty()) {
    ZATO_CHECK(ask(session, {"AUTH", options.username, password}, deadline));
  } else if (!password.empty()) {
    ZATO_CHECK(ask(session, {"AUTH", password}, deadline));
  }
  if (options.database != 0) ZATO_CHECK(ask(session, {"SELECT", std::to_string(options.database)}, deadline));
  ZATO_CHECK(ask(session, {"CLIENT", "SETNAME", options.client_name}, deadline));
  return {};
}

}  // namespace

std::string RedisOptions::address() const {
  return unix_socket.empty() ? host + ":" + std::to_string(port) : unix_socket;
}

struct RedisClient::State {
  State(rt::Loop& on, RedisOptions with, AttemptBudget& budget)
      : loop(on), options(std::move(with)), fsm(options.reconnect, budget, random_fraction) {
    health.address = options.address();
  }

  rt::Loop& loop;
  const RedisOptions options;
  ReconnectFsm fsm;
  Health health;
  std::shared_ptr<Session> session;  // while connected
  rt::Event up;                      // set while connected, and for ever once stopped
  rt::Event stopped;
  std::function<void()> on_connected;

  void run();
  Result<std::shared_ptr<Session>> connect();
  void serve(std::shared_ptr<Session> connected);
  void away(const base::Error& why);
  void look_at_durability(Session& from, rt::Deadline deadline);
  Result<Reply> command(std::span<const std::string_view> words, rt::Deadline deadline);
};

void RedisClient::State::run() {
  while (true) {
    const auto step = fsm.next(base::Monotonic::now());
    switch (step.action) {
      case ReconnectFsm::Action::kEnd:
        return;
      case ReconnectFsm::Action::kWait:
        stopped.wait(rt::Deadline(step.until));
        break;
      case ReconnectFsm::Action::kConnect:
        if (auto made = connect()) {
          fsm.connected(base::Monotonic::now());
          serve(std::move(*made));
          fsm.lost(base::Monotonic::now());
        } else {
          away(made.error());
          fsm.failed(base::Monotonic::now());
        }
        break;
      case ReconnectFsm::Action::kServe:
        break;  // never seen here: serve() returns when the connection is lost
    }
  }
}

Result<std::shared_ptr<Session>> RedisClient::State::connect() {
  const auto deadline = rt::Deadline::after(options.timeout);
  ZATO_TRY(auto stream, open(options, deadline));
  auto made = Session::start(loop, std::move(stream));
  if (auto introduced = introduce(*made, options, deadline); !introduced) {
    made->close(introduced.error());
    return fail(std::move(introduced.error()));
  }
  const auto questions = [&](std::initializer_list<std::string_view> words) { return ask(*made, words, deadline); };
  look_at_durability(*made, deadline);
  health.version = read_version(questions);
  return made;
}

void RedisClient::State::look_at_durability(Session& from, rt::Deadline deadline) {
  const auto before = health.durability ? health.durability->problems() : std::vector<std::string>();
  auto now = read_durability([&](std::initializer_list<std::string_view> words) { return ask(from, words, deadline); });
  if (from.ended_before(rt::Deadline::after({}))) return;  // it told nothing
  health.durability = std::move(now);
  const auto problems = health.durability->problems();
  if (!options.watch_durability || problems == before) return;
  if (problems.empty()) return kLog.info("redis {}: it can keep messages safe again", health.address);
  kLog.warning("redis {}: it cannot keep messages safe: {}", health.address, base::join(problems, "; "));
}

void RedisClient::State::serve(std::shared_ptr<Session> connected) {
  if (stopped.is_set()) return connected->close({Code::kUnavailable, "stopped"});
  session = connected;
  health.connected = true;
  health.since = base::Monotonic::now();
  if (health.connections++ == 0 || !health.last_error.empty())
    kLog.info("redis {}: {} is connected", health.address, options.client_name);
  up.set();
  if (on_connected) loop.spawn(on_connected);

  while (!connected->ended_before(rt::Deadline::after(options.heartbeat))) {
    const auto pong = ask(*connected, {"PING"}, rt::Deadline::after(options.timeout));
    if (!pong) {
      connected->close(pong.error());
    } else if (options.watch_durability) {
      look_at_durability(*connected, rt::Deadline::after(options.timeout));
    }
  }
  away(connected->why());
}

void RedisClient::State::away(const base::Error& why) {
  session = nullptr;
  const std::string text = why.text();
  // Once per reason, not once per attempt.
  if (!stopped.is_set() && (health.connected || text != health.last_error))
    kLog.warning("redis {}: {} is not connected: {}", health.address, options.client_name, text);
  if (health.connected) health.since = base::Monotonic::now();
  health.connected = false;
  health.last_error = text;
  if (!stopped.is_set()) up.reset();
}

Result<Reply> RedisClient::State::command(std::span<const std::string_view> words, rt::Deadline deadline) {
  const auto current = session;
  if (!current) {
    const std::string why = health.last_error.empty() ? "not connected yet" : health.last_error;
    return fail(Code::kUnavailable, "redis " + health.address + " is not available: " + why);
  }
  ZATO_TRY(auto reply, current->command(words, deadline));
  if (const auto* refusal = reply.refusal()) return fail(error_of(*refusal, words.front()));
  return reply;
}

RedisClient::RedisClient(rt::Loop& loop, RedisOptions options, AttemptBudget& budget)
    : state_(std::make_shared<State>(loop, std::move(options), budget)) {}

RedisClient::~RedisClient() { stop(); }

void RedisClient::start() {
  state_->loop.spawn([state = state_] { state->run(); });
}

void RedisClient::stop() noexcept {
  if (state_->stopped.is_set()) return;
  state_->fsm.stop();
  state_->stopped.set();
  state_->up.set();
  state_->on_connected = nullptr;
  if (const auto current = state_->session) current->close({Code::kUnavailable, "stopped"});
}

Result<Reply> RedisClient::command(std::span<const std::string_view> words, rt::Deadline deadline) {
  if (rt::Loop::current() == &state_->loop) return state_->command(words, deadline);
  // A thread: the caller blocks until a fiber has asked for it, hence may lend its words.
  Result<Reply> reply = fail(Code::kInternal, "no reply yet");
  rt::Event answered;
  state_->loop.spawn([&] {
    reply = state_->command(words, deadline);
    answered.set();
  });
  answered.wait();
  return reply;
}

bool RedisClient::connected() const noexcept { return state_->health.connected; }

bool RedisClient::connected_before(rt::Deadline deadline) {
  return state_->up.wait(deadline) && state_->health.connected;
}

const Health& RedisClient::health() const noexcept { return state_->health; }

void RedisClient::when_connected(std::function<void()> call) { state_->on_connected = std::move(call); }

}  // namespace zato::broker
