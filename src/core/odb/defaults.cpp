#include "odb/defaults.hpp"

#include <array>

#include "base/text.hpp"
#include "objects/admin_grant.hpp"
#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"
#include "objects/service.hpp"

namespace zato::odb {

using base::Result;
using base::Secret;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;

namespace {

struct DefaultService {
  const char* name;
  const char* impl_name;
};

struct DefaultChannel {
  const char* name;
  const char* url_path;
  const char* service;
  const char* security = "";  // empty: open
  const char* method = "";
  const char* data_format = "json";
};

constexpr std::array kServices = {
    DefaultService{"zato.ping", "zato.server.service.internal.Ping"},
    DefaultService{"zato.service.invoke", "zato.server.service.internal.service.Invoke"},
    DefaultService{"zato.security.jwt.log-in", "zato.server.service.internal.security.jwt.LogIn"},
    DefaultService{"zato.security.jwt.log-out", "zato.server.service.internal.security.jwt.LogOut"},
    DefaultService{"pub.zato.service.service-invoker", "zato.server.service.internal.service.ServiceInvoker"},
    DefaultService{"zato.openapi.get", "zato.admin.zato.openapi.get"},
};

constexpr const char* kPing = "zato.ping.plain_http.basic_auth";

constexpr std::array kChannels = {
    DefaultChannel{"zato.ping", "/zato/ping", "zato.ping"},
    DefaultChannel{kPing, "/zato/ping.plain_http.basic_auth", "zato.ping", kPing},
    DefaultChannel{"admin.invoke.json", "/zato/admin/invoke", "zato.service.invoke", "admin.invoke"},
    DefaultChannel{"pub.zato.service.service-invoker", "/zato/api/invoke/{service_name}",
                   "pub.zato.service.service-invoker", "admin.invoke"},
    DefaultChannel{"zato.security.jwt.log-in", "/zato/jwt/log-in", "zato.security.jwt.log-in", "", "POST", ""},
    DefaultChannel{"zato.security.jwt.log-out", "/zato/jwt/log-out", "zato.security.jwt.log-out", "", "POST", ""},
    DefaultChannel{"zato.openapi", "/zato/admin/openapi.json", "zato.openapi.get", "admin.invoke", "GET", ""},
    DefaultChannel{"zato.ping.json", "/zato/json/zato.ping", "zato.ping", "pubapi"},
    DefaultChannel{"zato.service.invoke.json", "/zato/json/zato.service.invoke", "zato.service.invoke", "pubapi"},
};

constexpr std::array kDemoChannels = {
    DefaultChannel{"demo.echo", "/demo/echo", "demo.echo"},
    DefaultChannel{"demo.customer", "/demo/customer/{id}", "demo.customer"},
    DefaultChannel{"demo.invoke-other", "/demo/invoke-other", "demo.invoke-other"},
    DefaultChannel{"demo.sleep", "/demo/sleep", "demo.sleep"},
    DefaultChannel{"demo.cpu", "/demo/cpu", "demo.cpu"},
};

Result<void> insert_credentials(Store& store, const char* name, const char* username, const char* realm,
                                Secret password) {
  ZATO_CHECK(
      store.insert(BasicAuth{.name = name, .username = username, .realm = realm, .password = std::move(password)}));
  return {};
}

// The roles that the platform's own credentials have in the admin API.
Result<void> insert_grant(Store& store, const char* security, const char* role) {
  ZATO_TRY(const auto definition, store.get<BasicAuth>(std::string_view(security)));
  ZATO_CHECK(store.insert(objects::AdminGrant{.name = security, .security_id = definition.id, .role = role}));
  return {};
}

Secret random_password() { return Secret(base::random_hex(16)); }

Result<void> insert_channel(Store& store, const DefaultChannel& channel, bool internal) {
  ZATO_TRY(const auto service, store.get<Service>(std::string_view(channel.service)));
  RestChannel row{.name = channel.name,
                  .is_internal = internal,
                  .url_path = channel.url_path,
                  .method = channel.method,
                  .service_id = service.id,
                  .data_format = channel.data_format};
  if (*channel.security) {
    ZATO_TRY(const auto security, store.get<BasicAuth>(std::string_view(channel.security)));
    row.security_id = security.id;
  }
  ZATO_CHECK(store.insert(std::move(row)));
  return {};
}

}  // namespace

Result<void> insert_default_objects(Store& store, const Secret& admin_password) {
  return store.transaction([&]() -> Result<void> {
    for (const auto& service : kServices) ZATO_CHECK(ensure_service(store, service.name, service.impl_name, true));
    ZATO_CHECK(insert_credentials(store, "admin.invoke", "admin.invoke", "Zato admin invoke", admin_password));
    ZATO_CHECK(insert_grant(store, "admin.invoke", "owner"));
    ZATO_CHECK(insert_credentials(store, "pubapi", "pubapi", "Zato public API", random_password()));
    ZATO_CHECK(insert_credentials(store, kPing, kPing, "Zato ping", random_password()));
    for (const auto& channel : kChannels) ZATO_CHECK(insert_channel(store, channel, true));
    return {};
  });
}

Result<void> insert_demo_objects(Store& store) {
  return store.transaction([&]() -> Result<void> {
    for (const auto& channel : kDemoChannels) {
      ZATO_CHECK(ensure_service(store, channel.service, channel.service, false));
      ZATO_CHECK(insert_channel(store, channel, false));
    }
    return {};
  });
}

Result<schema::Id> ensure_service(Store& store, const std::string& name, const std::string& impl_name,
                                  bool is_internal) {
  return store.transaction([&]() -> Result<schema::Id> {
    const auto known = store.get<Service>(std::string_view(name));
    if (known) return known->id;
    if (known.error().code != base::Code::kNotFound) return base::fail(known.error());
    ZATO_TRY(const auto service,
             store.insert(Service{.name = name, .impl_name = impl_name, .is_internal = is_internal}));
    return service.id;
  });
}

}  // namespace zato::odb
