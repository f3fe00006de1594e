#include "server/deploy/keeper_deploys.hpp"

#include <algorithm>

#include "base/cid.hpp"
#include "deploy/versions.hpp"
#include "log/log.hpp"
#include "objects/all.hpp"
#include "objects/deployment.hpp"
#include "odb/clusters.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Result;
using Known = Pickup::Options::Known;

constexpr log::Logger kLog{"zato.server.pickup"};
constexpr std::chrono::seconds kKeptOnDisk = 15min;  // a worker may still read what was replaced a moment ago

}  // namespace

KeeperDeploys::KeeperDeploys(rt::Loop& loop, odb::Pool& pool, broker::Broker& broker, const objects::Cipher& cipher,
                             const config::ServerSettings& settings, const std::filesystem::path& directory)
    : loop_(loop),
      pool_(pool),
      broker_(broker),
      cipher_(cipher),
      settings_(settings),
      coordinator_({.loop = loop,
                    .pool = pool,
                    .cipher = cipher,
                    .settings = settings,
                    .directory = directory,
                    .announce_run = [this] { publish("deployment", ""); },
                    .call = [this](const auto& caller, auto service,
                                   const auto& input) { return call(caller, service, input); }}),
      pickup_({.settings = settings.hot_deploy,
               .deploy = [this](const auto& files) { return deploy(files); },
               .known = [this](const auto& name, const auto& digest) { return known(name, digest); }}) {}

void KeeperDeploys::publish(std::string type, std::string data) {
  loop_.spawn([this, type = std::move(type), data = std::move(data)] {
    static_cast<void>(broker_.publish(type, data, rt::Deadline::after(1s)));
  });
}

Result<schema::Id> KeeperDeploys::cluster() {
  return pool_.with([this](odb::Connection& odb) -> Result<schema::Id> {
    ZATO_TRY(const auto cluster, odb::find_cluster(odb, settings_.misc.cluster_name));
    return cluster.id;
  });
}

Result<admin::Answer> KeeperDeploys::call(const admin::Caller& caller, std::string_view service, const Json& input) {
  if (!api_) {
    ZATO_TRY(const auto id, cluster());
    api_.emplace(admin::Api::Options{
        .catalog = admin::catalog(),
        .cipher = cipher_,
        .cluster_id = id,
        .with_connection =
            [this](const admin::Api::Work& work) {
              return pool_.with([&](odb::Connection& odb) { return work(odb); });
            },
        .changed = [this](std::int64_t sequence) { publish("config-changed", std::to_string(sequence)); },
        .around = {.server = settings_.misc.server_name}});
  }
  return api_->call(caller, service, input);
}

// Whoever may write to the pickup directory has the server's own rights on its machine.
Result<void> KeeperDeploys::deploy(const std::vector<deploy::File>& files) {
  const admin::Caller caller{
      .name = "pickup of " + settings_.misc.server_name, .role = admin::Role::kDeveloper, .cid = base::new_cid()};
  ZATO_CHECK(coordinator_.carry_out(caller, {.files = files}));
  return {};
}

Result<Known> KeeperDeploys::known(const std::string& name, const std::string& digest) {
  ZATO_TRY(const auto id, cluster());
  return pool_.with([&, this](odb::Connection& odb) -> Result<Known> {
    odb::Store store(odb, {.registry = objects::all(), .cipher = cipher_, .cluster_id = id, .actor = ""});
    if (const auto now = store.get<objects::Deployment>(name); now && now->digest == digest) return Known::kInForce;
    ZATO_TRY(const auto versions, deploy::versions_of(odb, id, name));
    return std::ranges::find(versions, digest, &deploy::Version::digest) == versions.end() ? Known::kNo
                                                                                           : Known::kBefore;
  });
}

void KeeperDeploys::tidy() {
  const auto id = cluster();
  if (!id) return;
  const auto digests = pool_.with([&](odb::Connection& odb) -> Result<std::vector<std::string>> {
    odb::Store store(odb, {.registry = objects::all(), .cipher = cipher_, .cluster_id = *id, .actor = ""});
    ZATO_TRY(const auto deployments, store.list<objects::Deployment>());
    std::vector<std::string> used;
    for (const auto& one : deployments) used.push_back(one.digest);
    return used;
  });
  if (!digests) return;
  PackageFiles files(pool_, settings_.hot_deploy.work_dir / "hot-deploy/packages");
  if (const auto gone = files.tidy(*digests, kKeptOnDisk); gone > 0)
    kLog.info("{} files that are not deployed any more were removed from this disk", gone);
}

}  // namespace zato::server
