#include "objects/api_key.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& ApiKey::type() {
  static const auto type =
      schema::Define<ApiKey>({.name = "apikey",
                              .label = "API key",
                              .help = "A secret that clients send in a header of its own",
                              .table = "sec_base",
                              .family = "security",
                              .services = "zato.security.apikey",
                              .noun = "api-key",
                              .section = "security"})
          .fixed("sec_type", "apikey")
          .field("name", &ApiKey::name,
                 {.help = "Unique name of the definition", .required = true, .unique = true, .list = true})
          .field("is_active", &ApiKey::is_active, {.help = "Whether this key is accepted", .list = true})
          .field("header", &ApiKey::header,
                 {.help = "HTTP header that carries the key", .required = true, .rule = header_name, .list = true})
          .field("password", &ApiKey::password,
                 {.help = "The key itself", .required = true, .max = 1000, .generated = true})
          .block(&ApiKey::rate_limit)
          .done();
  return type;
}

}  // namespace zato::objects
