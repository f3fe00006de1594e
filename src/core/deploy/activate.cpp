#include "deploy/activate.hpp"

#include <map>
#include <set>

#include "base/clock.hpp"
#include "deploy/versions.hpp"
#include "objects/deployment.hpp"
#include "objects/service.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::Result;
using objects::Deployment;
using ByName = std::map<std::string, Deployment, std::less<>>;

Result<ByName> deployed(odb::Store& store) {
  ZATO_TRY(auto list, store.list<Deployment>());
  ByName by_name;
  for (auto& one : list) by_name.emplace(one.name, std::move(one));
  return by_name;
}

Result<void> number_it(odb::Store& store, const PlannedFile& file, Deployment& deployment) {
  if (file.number != 0) {
    deployment.number = file.number;
    return {};
  }
  ZATO_TRY(const auto last, last_number(store.connection(), store.cluster_id(), file.name));
  deployment.number = last + 1;
  return store_version(store.connection(), store.cluster_id(),
                       {.name = file.name,
                        .number = deployment.number,
                        .digest = file.digest,
                        .language = file.language,
                        .size = file.size,
                        .services = deployment.services,
                        .signature = file.signature,
                        .run = deployment.run,
                        .deployed_by = deployment.deployed_by,
                        .deployed_at = deployment.deployed_at});
}

Result<Done> put(odb::Store& store, const Run& run, const PlannedFile& file, const std::string& actor,
                 const ByName& before) {
  const auto known = before.find(file.name);
  Deployment deployment = known == before.end() ? Deployment{.name = file.name} : known->second;
  deployment.language = file.language;
  deployment.digest = file.digest;
  deployment.size = file.size;
  deployment.signature = file.signature;
  deployment.run = run.id;
  deployment.deployed_by = actor;
  deployment.deployed_at = base::iso_utc_now();
  deployment.services.clear();
  for (const auto& service : file.services) deployment.services.push_back(service.name);
  ZATO_CHECK(number_it(store, file, deployment));
  const bool is_new = known == before.end();
  ZATO_TRY(const auto stored, is_new ? store.insert(deployment) : store.update(deployment));
  return Done{.name = file.name, .action = is_new ? "create" : "edit", .id = stored.id};
}

// What no file holds any more and nothing refers to goes. Channels of what stays answer 404.
Result<void> forget_services(odb::Store& store, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::set<std::string> held;
  ZATO_TRY(const auto left, store.list<Deployment>());
  for (const auto& deployment : left) held.insert(deployment.services.begin(), deployment.services.end());
  for (const auto& name : names) {
    if (held.contains(name)) continue;
    const auto service = store.get<objects::Service>(name);
    if (!service || service->is_internal) continue;
    const auto removed = store.remove(*service);
    if (!removed && removed.error().code != Code::kConflict) return base::fail(removed.error());
  }
  return {};
}

Result<void> know_services(odb::Store& store, const Plan& plan) {
  ZATO_TRY(const auto list, store.list<objects::Service>());
  std::map<std::string_view, const objects::Service*> known;
  for (const auto& service : list) known.emplace(service.name, &service);
  std::set<std::string_view> added;
  for (const auto& file : plan.files) {
    for (const auto& service : file.services) {
      const auto at = known.find(service.name);
      if (at == known.end()) {
        if (added.insert(service.name).second)
          ZATO_CHECK(store.insert(objects::Service{.name = service.name, .impl_name = service.impl_name}));
      } else if (at->second->impl_name != service.impl_name && !at->second->is_internal &&
                 added.insert(service.name).second) {
        auto changed = *at->second;
        changed.impl_name = service.impl_name;
        ZATO_CHECK(store.update(changed));
      }
    }
  }
  return {};
}

Result<void> close(odb::Store& store, const Run& run) {
  ZATO_TRY(const auto touched, store.connection().execute(
                                   "UPDATE deploy_run SET state = 'deployed', ended_at = $3, sequence = (SELECT seq "
                                   "FROM config_sequence WHERE cluster_id = $1) WHERE cluster_id = $1 AND run = $2 AND "
                                   "state = 'loading'",
                                   {store.cluster_id(), run.id, base::iso_utc_now()}));
  if (touched == 1) return {};
  return base::fail(Code::kConflict, "deployment " + std::to_string(run.id) + " is over already");
}

}  // namespace

Result<std::vector<Done>> activate(odb::Store& store, const Run& run, const std::string& actor) {
  ZATO_TRY(const auto before, deployed(store));
  std::vector<Done> done;
  std::vector<std::string> gone;  // services
  ZATO_CHECK(know_services(store, run.plan));
  for (const auto& file : run.plan.files) {
    if (const auto old = before.find(file.name); old != before.end())
      gone.insert(gone.end(), old->second.services.begin(), old->second.services.end());
    ZATO_TRY(auto one, put(store, run, file, actor, before));
    done.push_back(std::move(one));
  }
  for (const auto& name : run.plan.removed) {
    const auto old = before.find(name);
    if (old == before.end()) continue;
    gone.insert(gone.end(), old->second.services.begin(), old->second.services.end());
    ZATO_CHECK(store.remove(old->second));
    done.push_back({.name = name, .action = "delete", .id = old->second.id});
  }
  ZATO_CHECK(forget_services(store, gone));
  ZATO_CHECK(close(store, run));
  return done;
}

}  // namespace zato::deploy
