// The admin API over HTTP: POST /zato/admin/invoke, as every client of Zato does it. Used by admin_client.cpp and by
// zato service invoke.
#pragma once

#include <map>
#include <optional>

#include "base/secret.hpp"
#include "cli/admin_client.hpp"
#include "http/client.hpp"

namespace zato::cli {

struct AdminHttp {
  std::string host;
  std::uint16_t port = 0;
  std::string url_path = "/zato/admin/invoke";
  std::string user;
  base::Secret password;
  std::shared_ptr<const rt::TlsContext> tls = nullptr;
  std::chrono::milliseconds timeout{60'000};
};

struct AdminAnswer {
  std::string cid;
  std::optional<std::string> response;  // what the service returned; nothing: nothing
};

// `request`: what zato.service.invoke takes: name, payload in base64, …
base::Result<AdminAnswer> post_admin(const AdminHttp& target, const nlohmann::json& request,
                                     const std::map<std::string, std::string>& headers = {});

std::unique_ptr<AdminClient> make_http_client(AdminHttp target);

}  // namespace zato::cli
