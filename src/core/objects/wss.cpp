#include "objects/wss.hpp"

#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& Wss::type() {
  static const auto type =
      with_credentials(
          security_definition<Wss>(
              {.name = "wss",
               .label = "WS-Security definition",
               .help = "The UsernameToken that callers of SOAP channels send",
               .services = "zato.security.wss",
               .noun = "wss",
               .runtime = schema::Runtime::kStoredOnly,
               .runtime_note =
                   "WS-Security definitions are stored and validated; no server checks UsernameTokens yet"}))
          .field("password_type", &Wss::password_type,
                 {.help = "How the token carries the password",
                  .required = true,
                  .one_of = {"clear_text", "digest"},
                  .list = true})
          .field("reject_empty_nonce_creat", &Wss::reject_empty_nonce_creat,
                 {.help = "Whether tokens without a nonce or a time of creation are refused"})
          .field("reject_stale_tokens", &Wss::reject_stale_tokens,
                 {.help = "Whether tokens that are too old are refused"})
          .field("reject_expiry_limit", &Wss::reject_expiry_limit,
                 {.help = "Seconds after which a token is too old", .min = 1})
          .field("nonce_freshness_time", &Wss::nonce_freshness_time,
                 {.help = "Seconds for which nonces are remembered", .min = 1})
          .done();
  return type;
}

}  // namespace zato::objects
