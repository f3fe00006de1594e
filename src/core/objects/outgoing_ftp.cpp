#include "objects/outgoing_ftp.hpp"

#include "objects/connection_fields.hpp"

namespace zato::objects {

const schema::ObjectType& OutgoingFtp::type() {
  static const auto type =
      stored_only<OutgoingFtp>({.name = "outgoing_ftp",
                                .label = "Outgoing FTP connection",
                                .help = "A server whose files services read and write",
                                .table = "out_ftp",
                                .services = "zato.outgoing.ftp",
                                .noun = "outgoing-ftp",
                                .section = "outconn_ftp",
                                .aliases = {"ftp", "outgoing_ftp", "outconn-ftp"}},
                               "services cannot transfer files yet")
          .field("host", &OutgoingFtp::host, host_field())
          .field("port", &OutgoingFtp::port, port_field())
          .field("username", &OutgoingFtp::username, {.help = "User to log in as", .aliases = {"user"}, .list = true})
          .field("password", &OutgoingFtp::password, {.help = "Password of that user", .max = 1000})
          .field("acct", &OutgoingFtp::acct, {.help = "Account to log in to, where a server asks for one"})
          .field("timeout", &OutgoingFtp::timeout, timeout_field())
          .field("dircache", &OutgoingFtp::dircache, {.help = "Whether listings of directories are remembered"})
          .field("default_directory", &OutgoingFtp::default_directory,
                 {.help = "Directory that sessions start in", .max = 2000})
          .done();
  return type;
}

}  // namespace zato::objects
