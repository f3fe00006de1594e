#include "server/worker_checks.hpp"

#include <fmt/format.h>

namespace zato::server {
namespace {

// "sequence 12 of 15, digest …" where this worker is behind.
Probes::Check configuration_check(const Configuration& configuration) {
  const auto& snapshot = configuration.current();
  if (!snapshot) return {.name = "configuration", .passed = false, .required = true, .detail = "not loaded"};
  const auto behind =
      configuration.newest() > snapshot->sequence() ? fmt::format(" of {}", configuration.newest()) : "";
  return {.name = "configuration",
          .passed = true,
          .required = true,
          .detail = fmt::format("sequence {}{}, digest {}", snapshot->sequence(), behind, snapshot->digest())};
}

Probes::Check deployments_check(const Deployments& deployments, bool serve_incomplete) {
  const auto& failures = deployments.failures();
  std::string detail = std::to_string(deployments.files());
  for (const auto& [name, why] : failures) {
    detail += "; " + name + " cannot be used: " + why.substr(why.rfind('\n') + 1);
  }
  return {.name = "deployments", .passed = failures.empty(), .required = !serve_incomplete, .detail = detail};
}

Probes::Check broker_check(const broker::Broker& broker) {
  const auto& health = broker.health();
  if (!health.connected) {
    return {.name = "broker", .passed = false, .required = false, .detail = health.address + ": " + health.last_error};
  }
  const auto problems = health.durability ? health.durability->problems() : std::vector<std::string>();
  std::string detail = "Redis " + health.version + " at " + health.address;
  for (const auto& problem : problems) detail += "; " + problem;
  return {.name = "broker", .passed = problems.empty(), .required = false, .detail = detail};
}

}  // namespace

std::vector<Probes::Check> worker_checks(const WorkerParts& parts, bool serving, bool serve_incomplete) {
  return {
      {.name = "serving", .passed = serving, .required = true, .detail = serving ? "" : "this server is stopping"},
      configuration_check(parts.configuration),
      {.name = "services", .passed = true, .required = true, .detail = std::to_string(parts.registry.list().size())},
      deployments_check(parts.deployments, serve_incomplete),
      broker_check(parts.broker),
      {.name = "odb",
       .passed = parts.configuration.database_available(),
       .required = false,
       .detail = odb::describe(parts.odb.options())}};
}

}  // namespace zato::server
