#include "outgoing/credentials.hpp"

#include "base/text.hpp"
#include "objects/all.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "objects/tls_security.hpp"

namespace zato::outgoing {
namespace {

using base::Code;

base::Result<void> need_active(const auto& definition) {
  if (definition.is_active) return {};
  return base::fail(Code::kPermissionDenied, "its security definition `" + definition.name + "` is not active");
}

Credentials in_header(const auto& definition, std::string header, std::string value) {
  Credentials out{
      .kind = Credentials::Kind::kHeader, .header = std::move(header), .value = base::Secret(std::move(value))};
  out.id = definition.id;
  out.version = definition.version;
  return out;
}

std::string basic_value(const objects::BasicAuth& definition) {
  return "Basic " + base::base64_encode(definition.username + ":" + definition.password.reveal());
}

}  // namespace

base::Result<Credentials> read_credentials(const odb::Snapshot& snapshot, std::optional<schema::Id> security_id) {
  if (!security_id) return Credentials{};
  const schema::Id id = *security_id;
  if (const auto* basic = snapshot.find<objects::BasicAuth>(id)) {
    ZATO_CHECK(need_active(*basic));
    return in_header(*basic, "Authorization", basic_value(*basic));
  }
  if (const auto* key = snapshot.find<objects::ApiKey>(id)) {
    ZATO_CHECK(need_active(*key));
    return in_header(*key, key->header, key->password.reveal());
  }
  Credentials out{.id = id};
  if (const auto* oauth = snapshot.find<objects::OAuth>(id)) {
    ZATO_CHECK(need_active(*oauth));
    out.kind = Credentials::Kind::kBearer;
    out.oauth = *oauth;
    out.version = oauth->version;
    return out;
  }
  if (const auto* ntlm = snapshot.find<objects::Ntlm>(id)) {
    ZATO_CHECK(need_active(*ntlm));
    out.kind = Credentials::Kind::kNtlm;
    out.ntlm = *ntlm;
    out.version = ntlm->version;
    return out;
  }
  if (const auto* own = snapshot.find<objects::TlsKeyCert>(id)) {
    ZATO_CHECK(need_active(*own));
    out.certificate = own->auth_data;
    out.version = own->version;
    return out;
  }
  for (const auto* type : objects::all().targets("security")) {
    if (const void* object = snapshot.find(*type, id))
      return base::fail(Code::kUnsupported, "outgoing connections cannot use its security definition `" +
                                                type->name_of(object) + "`, a " + type->label);
  }
  return base::fail(Code::kNotFound, "its security definition does not exist");
}

}  // namespace zato::outgoing
