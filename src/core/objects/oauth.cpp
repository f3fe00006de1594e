#include "objects/oauth.hpp"

#include "objects/rules.hpp"
#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& OAuth::type() {
  static const auto type =
      with_credentials(
          security_definition<OAuth>(
              {.name = "oauth",
               .label = "Bearer token definition",
               .help = "How outgoing connections obtain an OAuth token: the user name is the client id, the password "
                       "its secret",
               .services = "zato.security.oauth",
               .noun = "oauth",
               .aliases = {"bearer_token", "bearer-token"}}))
          .field("auth_server_url", &OAuth::auth_server_url,
                 {.help = "Where tokens are issued",
                  .required = true,
                  .max = 2000,
                  .rule = url,
                  .aliases = {"auth_endpoint"},
                  .list = true})
          .field("scopes", &OAuth::scopes, {.help = "Scopes that tokens are asked for"})
          .field("client_id_field", &OAuth::client_id_field,
                 {.help = "Parameter that carries the client id", .required = true})
          .field("client_secret_field", &OAuth::client_secret_field,
                 {.help = "Parameter that carries the client secret", .required = true})
          .field("grant_type", &OAuth::grant_type,
                 {.help = "Kind of grant that tokens are asked for", .required = true})
          .field("extra_fields", &OAuth::extra_fields,
                 {.help = "Further parameters, one key=value a line", .multiline = true, .rule = key_value_lines})
          .field("data_format", &OAuth::data_format,
                 {.help = "How parameters are sent", .required = true, .one_of = {"json", "form"}})
          .done();
  return type;
}

}  // namespace zato::objects
