#include "server/membership.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "odb/changes.hpp"
#include "odb/clusters.hpp"
#include "odb/history.hpp"
#include "odb/worker_state.hpp"
#include "process/listen.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace {

using base::Code;
using base::Result;

constexpr std::chrono::milliseconds kTwoBeats{2500};  // a living server has raised its counter by then

std::string host_name() {
  std::array<char, 256> name{};
  static_cast<void>(::gethostname(name.data(), name.size() - 1));
  return name.data();
}

bool is_gone(std::int64_t pid) { return pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH); }

}  // namespace

Membership::Membership(odb::Pool& pool, const config::ServerSettings& settings)
    : pool_(pool), settings_(settings), instance_(base::random_hex(16)), host_(host_name()) {}

Result<odb::ServerState> Membership::find() {
  return pool_.with([&](odb::Connection& odb) -> Result<odb::ServerState> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, settings_.misc.cluster_name));
    cluster_id_ = cluster.id;
    ZATO_TRY(auto servers, odb::server_states(odb, cluster_id_));
    const auto us = std::ranges::find(servers, settings_.misc.server_name, &odb::ServerState::name);
    if (us != servers.end()) return std::move(*us);
    return base::fail(Code::kNotFound, "cluster " + settings_.misc.cluster_name + " has no server " +
                                           settings_.misc.server_name + "; `zato create server` adds one");
  });
}

// A row that says "running" is what a crash leaves behind as well. Where the process can be asked for, it is; otherwise
// only a counter that goes on tells a living server from a dead one.
Result<void> Membership::check_alone(const odb::ServerState& seen) {
  if (seen.status != odb::UpStatus::kRunning) return {};
  if (seen.host == host_ && (seen.pid == ::getppid() || is_gone(seen.pid))) return {};
  rt::sleep_for(kTwoBeats);
  ZATO_TRY(const auto now, find());
  if (now.instance == seen.instance && now.heartbeat == seen.heartbeat) return {};
  return base::fail(Code::kAlreadyExists,
                    "server " + now.name + " of cluster " + settings_.misc.cluster_name + " runs already, as pid " +
                        std::to_string(now.pid) + " on " + now.host + ", port " + std::to_string(now.bind_port) +
                        "; a copy of its directory cannot join beside it, `zato create server` makes another server");
}

Result<void> Membership::join() {
  ZATO_TRY(const auto endpoint, process::parse_endpoint(settings_.main.bind));
  ZATO_TRY(const auto us, find());
  ZATO_CHECK(check_alone(us));
  server_id_ = us.server_id;
  return pool_.with([&](odb::Connection& odb) -> Result<void> {
    ZATO_CHECK(odb::forget_workers(odb, server_id_, settings_.main.workers));
    ZATO_TRY(const auto sequence, odb::current_sequence(odb, cluster_id_));
    return odb::server_up(odb, cluster_id_,
                          {.server_id = server_id_,
                           .bind_host = endpoint.host,
                           .bind_port = endpoint.port,
                           .instance = instance_,
                           .config_sequence = sequence,
                           .pid = ::getppid(),
                           .host = host_});
  });
}

Result<void> Membership::beat() {
  return pool_.with([&](odb::Connection& odb) -> Result<void> {
    ZATO_TRY(const auto sequence, odb::current_sequence(odb, cluster_id_));
    return odb::server_beat(odb, server_id_, instance_, sequence);
  });
}

Result<void> Membership::leave() {
  return pool_.with([&](odb::Connection& odb) -> Result<void> {
    ZATO_CHECK(odb::server_down(odb, server_id_, instance_, odb::UpStatus::kCleanDown));
    return odb::forget_workers(odb, server_id_, 0);
  });
}

Result<std::int64_t> Membership::forget_old_changes() {
  if (settings_.misc.config_history == 0) return 0;
  return pool_.with(
      [&](odb::Connection& odb) { return odb::forget_changes(odb, cluster_id_, settings_.misc.config_history); });
}

}  // namespace zato::server
