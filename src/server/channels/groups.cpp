#include "server/channels/groups.hpp"

#include <optional>

#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::server {
namespace {

constexpr std::string_view kBasic = "basic ";

// Only digests are looked up, so that the time of a look-up tells nothing of the secrets.
std::string fingerprint(std::string_view header, std::string_view secret) { return security::sha256(base::lower(header) + "\n" + std::string(secret)); }

// "basic_auth-12" -> 12
std::optional<schema::Id> id_of(const std::string& member) {
  const auto dash = member.rfind('-');
  return dash == std::string::npos ? std::nullopt : base::parse_number<schema::Id>(std::string_view(member).substr(dash + 1));
}

std::string_view basic_credentials(const http::Request& request) {
  const auto given = request.header("Authorization");
  if (given.size() < kBasic.size() || !base::iequals(given.substr(0, kBasic.size()), kBasic)) return {};
  return base::trim(given.substr(kBasic.size()));
}

}  // namespace

Group::Found Group::find(const http::Request& request) const {
  const auto basic = basic_credentials(request);
  std::string_view key, key_header;
  for (const auto& [header, count] : headers_) {
    if (const auto given = request.header(header); !given.empty() && key.empty()) key = given, key_header = header;
  }
  if (!basic.empty() && !key.empty()) return {.refused_with = 400};
  if (basic.empty() && key.empty()) return {.refused_with = 403};
  const auto found = by_fingerprint_.find(basic.empty() ? fingerprint(key_header, key) : fingerprint("", basic));
  if (found == by_fingerprint_.end()) return {.refused_with = 403};
  return {.member = found->second};
}

void Group::put(schema::Id definition, Credentials credentials, std::shared_ptr<const Guard> guard) {
  if (!credentials.header.empty()) ++headers_[credentials.header];
  by_fingerprint_[credentials.fingerprint] = std::move(guard);
  members_[definition] = std::move(credentials);
}

void Group::remove(schema::Id definition) {
  const auto at = members_.find(definition);
  if (at == members_.end()) return;
  by_fingerprint_.erase(at->second.fingerprint);
  if (const auto header = headers_.find(at->second.header); header != headers_.end() && --header->second == 0) headers_.erase(header);
  members_.erase(at);
}

std::shared_ptr<const Group> Groups::of(schema::Id id, const odb::Snapshot& snapshot) {
  auto& group = groups_[id];
  if (!group) {
    group = std::make_shared<Group>();
    fill(*group, id, snapshot);
  }
  return group;
}

void Groups::update(schema::Id id, const odb::Snapshot& next) {
  const auto known = groups_.find(id);
  if (known == groups_.end()) return;
  for (const auto member : known->second->listed_) of_member_[member].erase(id);
  *known->second = Group();
  fill(*known->second, id, next);
}

void Groups::update_member(schema::Id definition, const odb::Snapshot& next) {
  const auto groups = of_member_.find(definition);
  if (groups == of_member_.end()) return;
  for (const auto id : groups->second) {
    auto& group = *groups_.at(id);
    group.remove(definition);
    admit(group, definition, next);
  }
}

void Groups::clear() {
  groups_.clear();
  of_member_.clear();
}

void Groups::fill(Group& group, schema::Id id, const odb::Snapshot& snapshot) {
  const auto* config = snapshot.find<objects::SecurityGroup>(id);
  if (!config) return;
  group.name_ = config->name;
  if (!config->is_active) return;
  for (const auto& member : config->members) {
    const auto definition = id_of(member);
    if (!definition) continue;
    group.listed_.insert(*definition);
    of_member_[*definition].insert(id);
    admit(group, *definition, snapshot);
  }
}

// A definition that is not active has nothing by which it could be found.
void Groups::admit(Group& group, schema::Id id, const odb::Snapshot& snapshot) {
  if (const auto* basic = snapshot.find<objects::BasicAuth>(id); basic && basic->is_active) {
    const auto credentials = base::base64_encode(basic->username + ":" + basic->password.reveal());
    group.put(id, {.fingerprint = fingerprint("", credentials), .header = {}}, guards_.of(id, snapshot));
  }
  if (const auto* key = snapshot.find<objects::ApiKey>(id); key && key->is_active && !key->password.empty()) {
    group.put(id, {.fingerprint = fingerprint(key->header, key->password.reveal()), .header = key->header}, guards_.of(id, snapshot));
  }
}

}  // namespace zato::server
