// KeeperDeploys: what the keeper needs to deploy what it picks up: the admin API of its own process, and a coordinator.
#pragma once

#include <memory>
#include <optional>

#include "admin/api.hpp"
#include "broker/broker.hpp"
#include "rt/loop.hpp"
#include "server/deploy/coordinator.hpp"
#include "server/deploy/pickup.hpp"

namespace zato::server {

class KeeperDeploys {
 public:
  // All of them must live longer. The loop is the keeper's.
  KeeperDeploys(rt::Loop& loop, odb::Pool& pool, broker::Broker& broker, const objects::Cipher& cipher,
                const config::ServerSettings& settings, const std::filesystem::path& directory);

  void run() { pickup_.run(); }  // on a fiber, until stop()
  void stop() { pickup_.stop(); }

  // Removes files of old versions from this server's disk. Fiber.
  void tidy();

 private:
  base::Result<void> deploy(const std::vector<deploy::File>& files);
  base::Result<Pickup::Options::Known> known(const std::string& name, const std::string& digest);
  base::Result<admin::Answer> call(const admin::Caller& caller, std::string_view service, const Json& input);
  base::Result<schema::Id> cluster();
  void publish(std::string type, std::string data);

  rt::Loop& loop_;
  odb::Pool& pool_;
  broker::Broker& broker_;
  const objects::Cipher& cipher_;
  const config::ServerSettings& settings_;
  std::optional<admin::Api> api_;
  Coordinator coordinator_;
  Pickup pickup_;
};

}  // namespace zato::server
