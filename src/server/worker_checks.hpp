// What /readyz of a worker looks at.
#pragma once

#include <vector>

#include "broker/broker.hpp"
#include "odb/pool.hpp"
#include "server/configuration.hpp"
#include "server/deploy/deployments.hpp"
#include "server/probes.hpp"
#include "service/registry.hpp"

namespace zato::server {

struct WorkerParts {
  const Configuration& configuration;
  const service::Registry& registry;
  const Deployments& deployments;
  const broker::Broker& broker;
  const odb::Pool& odb;
};

// `serve_incomplete`: also where something that is deployed cannot be loaded. Loop thread.
std::vector<Probes::Check> worker_checks(const WorkerParts& parts, bool serving, bool serve_incomplete);

}  // namespace zato::server
