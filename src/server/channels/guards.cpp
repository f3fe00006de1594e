#include "server/channels/guards.hpp"

#include <tuple>

namespace zato::server {
namespace {

auto identity(const zato::Security& caller) { return std::tie(caller.id, caller.name, caller.type, caller.username); }

}  // namespace

Guard Guards::make(schema::Id id, const odb::Snapshot& snapshot) {
  const auto guarded = [&](const auto& definition, const auto&... more) {
    return Guard{.check = check_for(definition, more...), .limiter = limiters_.of("security", id, definition.rate_limit)};
  };
  if (const auto* basic = snapshot.find<objects::BasicAuth>(id)) return guarded(*basic);
  if (const auto* key = snapshot.find<objects::ApiKey>(id)) return guarded(*key);
  if (const auto* jwt = snapshot.find<objects::Jwt>(id)) return guarded(*jwt, tokens_);
  return {.check = check_for_unknown(id)};
}

std::shared_ptr<const Guard> Guards::of(schema::Id definition, const odb::Snapshot& snapshot) {
  auto& guard = guards_[definition];
  if (!guard) guard = std::make_shared<Guard>(make(definition, snapshot));
  return guard;
}

bool Guards::update(schema::Id definition, const odb::Snapshot& next) {
  const auto known = guards_.find(definition);
  if (known == guards_.end()) return false;
  const auto before = std::exchange(*known->second, make(definition, next));
  return identity(before.check->security()) != identity(known->second->check->security());
}

}  // namespace zato::server
