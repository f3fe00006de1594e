#include "objects/server.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& Server::type() {
  static const auto type =
      schema::Define<Server>({.name = "server",
                              .label = "Server",
                              .help = "One server of the cluster, with its own directory and port",
                              .services = "zato.server",
                              .noun = "server"})
          .field("name", &Server::name,
                 {.help = "Unique name of the server", .required = true, .unique = true, .list = true})
          .field("host", &Server::host,
                 {.help = "Host that the server was created on", .max = 400, .list = true, .internal = true})
          .field("crypto_use_tls", &Server::crypto_use_tls,
                 {.help = "Whether the server accepts TLS", .internal = true})
          .field("token", &Server::token,
                 {.help = "Proves that a directory is this server's", .max = 64, .internal = true})
          .field(
              "last_join_status", &Server::last_join_status,
              {.help = "Whether the server may join the cluster", .one_of = {"accepted", "rejected"}, .internal = true})
          .field("last_join_mod_date", &Server::last_join_mod_date,
                 {.help = "When that was decided (UTC)", .internal = true})
          .field("last_join_mod_by", &Server::last_join_mod_by,
                 {.help = "Who decided that: user@host", .internal = true})
          .done();
  return type;
}

}  // namespace zato::objects
