#include "objects/basic_auth.hpp"

#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& BasicAuth::type() {
  static const auto type =
      with_credentials(
          security_definition<BasicAuth>({.name = "basic_auth",
                                          .label = "HTTP Basic Auth definition",
                                          .help = "A user name and a password, sent in the Authorization header",
                                          .services = "zato.security.basic-auth",
                                          .noun = "basic-auth"}),
          without_colon)
          .field("realm", &BasicAuth::realm,
                 {.help = "Realm that clients are told in WWW-Authenticate",
                  .required = true,
                  .rule = quotable,
                  .list = true})
          .block(&BasicAuth::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
