#include "server/channels/guards.hpp"

#include <tuple>

namespace zato::server {
namespace {

std::shared_ptr<const CallerCheck> check_of(schema::Id definition, const odb::Snapshot& snapshot) {
  if (const auto* basic = snapshot.find<objects::BasicAuth>(definition)) return check_for(*basic);
  if (const auto* key = snapshot.find<objects::ApiKey>(definition)) return check_for(*key);
  return check_for_unknown(definition);
}

auto identity(const zato::Security& caller) { return std::tie(caller.id, caller.name, caller.type, caller.username); }

}  // namespace

std::shared_ptr<const Guard> Guards::of(schema::Id definition, const odb::Snapshot& snapshot) {
  auto& guard = guards_[definition];
  if (!guard) guard = std::make_shared<Guard>(Guard{check_of(definition, snapshot)});
  return guard;
}

bool Guards::update(schema::Id definition, const odb::Snapshot& next) {
  const auto known = guards_.find(definition);
  if (known == guards_.end()) return false;
  const auto before = std::exchange(known->second->check, check_of(definition, next));
  return identity(before->security()) != identity(known->second->check->security());
}

}  // namespace zato::server
