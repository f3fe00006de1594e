#include "objects/api_key.hpp"

#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& ApiKey::type() {
  static const auto type =
      security_definition<ApiKey>({.name = "apikey",
                                   .label = "API key",
                                   .help = "A secret that clients send in a header of its own",
                                   .services = "zato.security.apikey",
                                   .noun = "api-key"})
          .field("header", &ApiKey::header,
                 {.help = "HTTP header that carries the key", .required = true, .rule = header_name, .list = true})
          .field("password", &ApiKey::password,
                 {.help = "The key itself; random where a definition is created without one",
                  .required = true,
                  .max = 1000,
                  .generated = true})
          .block(&ApiKey::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
