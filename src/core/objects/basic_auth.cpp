#include "objects/basic_auth.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& BasicAuth::type() {
  static const auto type =
      schema::Define<BasicAuth>({.name = "basic_auth",
                                 .label = "HTTP Basic Auth definition",
                                 .help = "A user name and a password, sent in the Authorization header",
                                 .table = "sec_base",
                                 .family = "security",
                                 .services = "zato.security.basic-auth",
                                 .noun = "basic-auth",
                                 .section = "security"})
          .fixed("sec_type", "basic_auth")
          .field("name", &BasicAuth::name,
                 {.help = "Unique name of the definition", .required = true, .unique = true, .list = true})
          .field("is_active", &BasicAuth::is_active, {.help = "Whether these credentials are accepted", .list = true})
          .field("username", &BasicAuth::username,
                 {.help = "User name; may not contain a colon", .required = true, .rule = without_colon, .list = true})
          .field("realm", &BasicAuth::realm,
                 {.help = "Realm that clients are told in WWW-Authenticate",
                  .required = true,
                  .rule = quotable,
                  .list = true})
          .field("password", &BasicAuth::password,
                 {.help = "Password of that user", .required = true, .max = 1000, .generated = true})
          .block(&BasicAuth::rate_limit)
          .unique({"username"})
          .done();
  return type;
}

}  // namespace zato::objects
