#include "objects/tls_security.hpp"

#include "objects/rules.hpp"
#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& TlsChannelSecurity::type() {
  static const auto type =
      security_definition<TlsChannelSecurity>(
          {.name = "tls_channel_sec",
           .label = "TLS channel security definition",
           .help = "What a client's certificate must say for a channel to let the client in",
           .services = "zato.security.tls.channel",
           .noun = "tls-channel",
           .aliases = {"tls_channel_sec"},
           .runtime = schema::Runtime::kStoredOnly,
           .runtime_note =
               "TLS channel security definitions are stored and validated; no server checks certificates of "
               "clients yet"})
          .field("value", &TlsChannelSecurity::value,
                 {.help = "Fields of the certificate and what they must be, one KEY=value a line",
                  .required = true,
                  .multiline = true,
                  .rule = key_value_lines})
          .done();
  return type;
}

const schema::ObjectType& TlsKeyCert::type() {
  static const auto type =
      security_definition<TlsKeyCert>(
          {.name = "tls_key_cert",
           .label = "TLS key and certificate",
           .help = "The private key and the certificate that outgoing connections show",
           .services = "zato.security.tls.key-cert",
           .noun = "tls-key-cert",
           .aliases = {"tls_key_cert"}})
          .field("auth_data", &TlsKeyCert::auth_data,
                 {.help = "Private key and certificates in PEM form",
                  .required = true,
                  .multiline = true,
                  .rule = key_and_certificates})
          .done();
  return type;
}

const schema::ObjectType& TlsCaCert::type() {
  static const auto type =
      schema::Define<TlsCaCert>(
          {.name = "tls_ca_cert",
           .label = "TLS CA certificate",
           .help = "Authorities whose certificates outgoing connections trust",
           .table = "sec_tls_ca_cert",
           .services = "zato.security.tls.ca-cert",
           .noun = "tls-ca-cert"})
          .field("name", &TlsCaCert::name,
                 {.help = "Unique name of the certificates", .required = true, .unique = true, .list = true})
          .field("is_active", &TlsCaCert::is_active, {.help = "Whether connections may use them", .list = true})
          .field("value", &TlsCaCert::value,
                 {.help = "Certificates in PEM form", .required = true, .multiline = true, .rule = certificates})
          .done();
  return type;
}

}  // namespace zato::objects
