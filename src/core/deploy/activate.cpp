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

// What each file becomes, and its version, numbered.
struct Put {
  std::vector<Deployment> fresh, known;
  std::vector<Version> versions;
};

Result<Put> puts_of(odb::Store& store, const Run& run, const std::string& actor, const ByName& before) {
  std::vector<std::string> names;
  for (const auto& file : run.plan.files) names.push_back(file.name);
  ZATO_TRY(const auto last, last_numbers(store.connection(), store.cluster_id(), names));
  const auto now = base::iso_utc_now();
  Put put;
  for (const auto& file : run.plan.files) {
    const auto known = before.find(file.name);
    Deployment deployment = known == before.end() ? Deployment{.name = file.name} : known->second;
    deployment.language = file.language;
    deployment.digest = file.digest;
    deployment.size = file.size;
    deployment.signature = file.signature;
    deployment.run = run.id;
    deployment.deployed_by = actor;
    deployment.deployed_at = now;
    deployment.services.clear();
    for (const auto& service : file.services) deployment.services.push_back(service.name);
    deployment.number = file.number;
    if (file.number == 0) {
      const auto number = last.find(file.name);
      deployment.number = (number == last.end() ? 0 : number->second) + 1;
      put.versions.push_back({.name = file.name,
                              .number = deployment.number,
                              .digest = file.digest,
                              .language = file.language,
                              .size = file.size,
                              .services = deployment.services,
                              .signature = file.signature,
                              .run = run.id,
                              .deployed_by = actor,
                              .deployed_at = now});
    }
    (known == before.end() ? put.fresh : put.known).push_back(std::move(deployment));
  }
  return put;
}

Result<std::vector<Done>> put_in_force(odb::Store& store, Put put) {
  ZATO_CHECK(store_versions(store.connection(), store.cluster_id(), put.versions));
  ZATO_TRY(const auto fresh, store.insert_all(std::move(put.fresh)));
  std::vector<Done> done;
  for (const auto& one : fresh) done.push_back({.name = one.name, .action = "create", .id = one.id});
  for (auto& one : put.known) {
    ZATO_TRY(const auto stored, store.update(std::move(one)));
    done.push_back({.name = stored.name, .action = "edit", .id = stored.id});
  }
  return done;
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
  std::vector<objects::Service> fresh;
  for (const auto& file : plan.files) {
    for (const auto& service : file.services) {
      const auto at = known.find(service.name);
      if (at == known.end()) {
        if (added.insert(service.name).second)
          fresh.push_back({.name = service.name, .impl_name = service.impl_name});
      } else if (at->second->impl_name != service.impl_name && !at->second->is_internal &&
                 added.insert(service.name).second) {
        auto changed = *at->second;
        changed.impl_name = service.impl_name;
        ZATO_CHECK(store.update(changed));
      }
    }
  }
  ZATO_CHECK(store.insert_all(std::move(fresh)));
  return {};
}

Result<void> close(odb::Store& store, const Run& run) {
  ZATO_TRY(const auto touched, store.connection().execute(
                                   "UPDATE deploy_run SET state = 'deployed', ended_at = $3, sequence = (SELECT seq "
                                   "FROM config_sequence WHERE cluster_id = $1) WHERE cluster_id = $1 AND run = $2 AND "
                                   "state = 'prepared'",
                                   {store.cluster_id(), run.id, base::iso_utc_now()}));
  if (touched == 1) return {};
  return base::fail(Code::kConflict, "deployment " + std::to_string(run.id) + " is over already");
}

}  // namespace

Result<std::vector<Done>> activate(odb::Store& store, const Run& run, const std::string& actor) {
  ZATO_TRY(const auto before, deployed(store));
  std::vector<std::string> gone;  // services
  ZATO_CHECK(know_services(store, run.plan));
  for (const auto& file : run.plan.files) {
    if (const auto old = before.find(file.name); old != before.end())
      gone.insert(gone.end(), old->second.services.begin(), old->second.services.end());
  }
  ZATO_TRY(auto put, puts_of(store, run, actor, before));
  ZATO_TRY(auto done, put_in_force(store, std::move(put)));
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
