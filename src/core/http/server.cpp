#include "http/server.hpp"

#include <algorithm>
#include <ctime>

#include "http/connection.hpp"
#include "http/server_core.hpp"

namespace zato::http {
namespace {

constexpr std::size_t kSpareWorkspaces = 256;
constexpr std::chrono::microseconds kMostHeld{250};  // thirty small requests; slow ones do not make others wait for them

}  // namespace

ServerCore::ServerCore(rt::Loop& loop_given, ServerOptions options_given, Handler handler_given,
                       std::vector<Observer*> observers_given)
    : loop(loop_given),
      options(options_given),
      handler(std::move(handler_given)),
      observers(std::move(observers_given)),
      bodies(options_given.body_memory),
      now(base::Monotonic::now()),
      timer_(loop_given) {}

ServerCore::~ServerCore() = default;

void ServerCore::start() {
  timer_.start(options.sweep_interval, [this] { sweep(); });
}

void ServerCore::sweep() {
  const auto self = shared_from_this();
  const auto before = std::exchange(now, base::Monotonic::now());
  writer.refresh(base::Wall::now());
  start();
  // After a stall of this process bytes that came in time are still unread; nobody is blamed for it.
  if (now - before > 8 * options.sweep_interval + std::chrono::seconds(1)) return;
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->sweep();
}

void ServerCore::add(std::unique_ptr<rt::ByteStream> stream) {
  now = base::Monotonic::now();
  const bool full = connections_.size() >= options.max_connections;
  // A flood is not answered, it would only cost more than it is worth.
  if (connections_.size() >= options.max_connections + options.max_connections / 8 + 16) return;
  connections_.push_back(std::make_unique<Connection>(shared_from_this(), std::move(stream), connections_.size()));
  status.connections = connections_.size();
  ++(full ? status.refused : status.accepted);
  full ? connections_.back()->refuse() : connections_.back()->start();
}

void ServerCore::remove(Connection& connection) noexcept {
  const std::size_t index = connection.index;
  const auto gone = std::move(connections_[index]);
  if (index + 1 != connections_.size()) {
    connections_[index] = std::move(connections_.back());
    connections_[index]->index = index;
  }
  connections_.pop_back();
  status.connections = connections_.size();
  if (connections_.empty()) emptied_.set();
}

void ServerCore::hold(Connection& connection) {
  held_.push_back(&connection);
  if (held_.size() > 1) return;
  held_since_ = base::Monotonic::now();
  loop.post([self = shared_from_this()] { self->release(); });  // behind all that is ready now
}

void ServerCore::release_if_late() {
  if (!held_.empty() && base::Monotonic::now() - held_since_ > kMostHeld) release();
}

void ServerCore::release() {
  leaving_.swap(held_);
  for (Connection* one : leaving_) one->send_held();
  leaving_.clear();
}

std::unique_ptr<Workspace> ServerCore::take_workspace() {
  if (spare_.empty()) return std::make_unique<Workspace>(options.limits);
  auto workspace = std::move(spare_.back());
  spare_.pop_back();
  return workspace;
}

void ServerCore::give_back(std::unique_ptr<Workspace> workspace) noexcept {
  constexpr std::size_t kKept = 256 * 1024;
  const bool ordinary = workspace->out.capacity() <= kKept && workspace->response.body.capacity() <= kKept;
  if (!ordinary || spare_.size() >= kSpareWorkspaces) return;
  workspace->reader.reset();
  workspace->out.clear();
  spare_.push_back(std::move(workspace));
}

void ServerCore::drain(std::optional<std::chrono::milliseconds> idle_grace) {
  if (idle_grace) options.drain_grace = *idle_grace;
  draining = true;
  now = base::Monotonic::now();
  for (const auto& connection : connections_) connection->begin_drain();
}

bool ServerCore::wait_idle(rt::Deadline deadline) {
  while (!connections_.empty()) {
    emptied_.reset();
    if (!emptied_.wait(deadline)) return connections_.empty();
  }
  return true;
}

void ServerCore::cut_all() {
  observers.clear();
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->cut();
}

Server::Server(rt::Loop& loop, ServerOptions options, Handler handler, std::vector<Observer*> observers)
    : core_(std::make_shared<ServerCore>(loop, options, std::move(handler), std::move(observers))) {
  core_->start();
}

Server::~Server() { core_->cut_all(); }

void Server::add(std::unique_ptr<rt::ByteStream> stream) { core_->add(std::move(stream)); }
void Server::drain(std::optional<std::chrono::milliseconds> idle_grace) { core_->drain(idle_grace); }
bool Server::wait_idle(rt::Deadline deadline) {
  const auto core = core_;
  return core->wait_idle(deadline);
}
ServerStatus Server::status() const noexcept {
  ServerStatus status = core_->status;
  status.body_bytes = core_->options.body_memory - core_->bodies.left();
  return status;
}

}  // namespace zato::http
