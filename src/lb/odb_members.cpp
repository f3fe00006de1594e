#include "lb/odb_members.hpp"

#include "odb/clusters.hpp"

namespace zato::lb {
namespace {

using base::Result;

// A server that listens on every address of its host is reached on this host, unless it says where else.
std::string reachable(const odb::ServerState& server) {
  if (!server.preferred_address.empty()) return server.preferred_address;
  if (server.bind_host.empty() || server.bind_host == "0.0.0.0" || server.bind_host == "*") return "127.0.0.1";
  return server.bind_host == "::" ? "::1" : server.bind_host;
}

Result<schema::Id> find_id(odb::Connection& connection, const std::string& name) {
  if (!name.empty()) {
    ZATO_TRY(const auto cluster, odb::find_cluster(connection, name));
    return cluster.id;
  }
  ZATO_TRY(const auto clusters, odb::list_clusters(connection));
  if (clusters.size() == 1) return clusters.front().id;
  return base::fail(base::Code::kNotFound, "the ODB has " + std::to_string(clusters.size()) +
                                               " clusters: name one by cluster_name in lb-agent.conf");
}

}  // namespace

std::vector<Member> members_of(const std::vector<odb::ServerState>& servers) {
  std::vector<Member> members;
  for (const auto& server : servers) {
    const bool leaving = server.status == odb::UpStatus::kDraining;
    if (!leaving && server.status != odb::UpStatus::kRunning) continue;
    members.push_back({.name = server.name,
                       .address = reachable(server),
                       .port = static_cast<std::uint16_t>(server.bind_port),
                       .leaving = leaving});
  }
  return members;
}

OdbMembers::OdbMembers(const odb::Options& options, std::string cluster)
    : pool_(options), cluster_(std::move(cluster)) {}

Result<std::vector<Member>> OdbMembers::read() {
  return pool_.with([this](odb::Connection& connection) -> Result<std::vector<Member>> {
    if (!cluster_id_) {
      ZATO_TRY(cluster_id_, find_id(connection, cluster_));
    }
    ZATO_TRY(const auto servers, odb::server_states(connection, *cluster_id_));
    return members_of(servers);
  });
}

}  // namespace zato::lb
