// Bearer token definition: how an outgoing connection obtains an OAuth token with its client id and secret.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct OAuth {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string username = {};  // the client id
  base::Secret password = {};
  std::string auth_server_url = "https://example.com/oauth2/token";
  schema::List scopes = {};
  std::string client_id_field = "client_id";
  std::string client_secret_field = "client_secret";
  std::string grant_type = "client_credentials";
  std::string extra_fields = {};  // lines of key=value
  std::string data_format = "json";

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
