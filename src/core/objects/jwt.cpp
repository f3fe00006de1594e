#include "objects/jwt.hpp"

#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& Jwt::type() {
  static const auto type =
      with_credentials(
          security_definition<Jwt>(
              {.name = "jwt",
               .label = "JWT definition",
               .help = "A user name and a password that are exchanged for a token",
               .services = "zato.security.jwt",
               .noun = "jwt"}))
          .field("ttl", &Jwt::ttl, {.help = "Seconds for which a token is accepted", .min = 1, .list = true})
          .block(&Jwt::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
