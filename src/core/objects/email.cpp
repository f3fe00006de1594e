#include "objects/email.hpp"

#include "objects/connection_fields.hpp"

namespace zato::objects {

namespace {

std::vector<schema::Problem> check(const Imap& imap) {
  std::vector<schema::Problem> problems;
  const auto require = [&](const char* field, const std::string& value) {
    if (value.empty()) problems.push_back({field, "is required of a " + imap.server_type + " mailbox"});
  };
  if (imap.server_type == "generic-imap") {
    require("host", imap.host);
  } else {
    require("tenant_id", imap.tenant_id);
    require("client_id", imap.client_id);
  }
  return problems;
}

}  // namespace

const schema::ObjectType& Smtp::type() {
  static const auto type =
      stored_only<Smtp>({.name = "smtp",
                         .label = "SMTP connection",
                         .help = "A server that services send e-mail through",
                         .table = "email_smtp",
                         .services = "zato.email.smtp",
                         .noun = "smtp",
                         .section = "email_smtp",
                         .aliases = {"email-smtp"}},
                        "services in Python send e-mail through them, those in C++ cannot yet")
          .field("host", &Smtp::host, host_field())
          .field("port", &Smtp::port, port_field())
          .field("timeout", &Smtp::timeout, timeout_field())
          .field("mode", &Smtp::mode,
                 {.help = "How connections are encrypted",
                  .required = true,
                  .one_of = {"plain", "ssl", "starttls"},
                  .list = true})
          .field("ping_address", &Smtp::ping_address, {.help = "Address that pings are sent to", .required = true})
          .field("is_debug", &Smtp::is_debug, {.help = "Whether the log shows what is said to the server"})
          .field("username", &Smtp::username, {.help = "User to log in as", .max = 400, .list = true})
          .field("password", &Smtp::password, {.help = "Password of that user", .max = 1000})
          .done();
  return type;
}

const schema::ObjectType& Imap::type() {
  static const auto type =
      stored_only<Imap>({.name = "imap",
                         .label = "IMAP connection",
                         .help = "A mailbox that services read",
                         .table = "email_imap",
                         .services = "zato.email.imap",
                         .noun = "imap",
                         .section = "email_imap",
                         .aliases = {"email-imap"}},
                        "services in Python read mailboxes over IMAP, those in C++ cannot yet")
          .field("server_type", &Imap::server_type,
                 {.help = "Whether the mailbox is read over IMAP or through Microsoft 365",
                  .required = true,
                  .one_of = {"generic-imap", "microsoft-365"},
                  .list = true})
          .field("host", &Imap::host, {.help = "Host name or address of the server", .max = 400, .list = true})
          .field("port", &Imap::port, port_field())
          .field("mode", &Imap::mode,
                 {.help = "How connections are encrypted", .required = true, .one_of = {"ssl", "plain"}})
          .field("timeout", &Imap::timeout, timeout_field())
          .field("debug_level", &Imap::debug_level,
                 {.help = "How much of what is said to the server the log shows", .min = 0, .max = 10})
          .field("username", &Imap::username, {.help = "User to log in as", .max = 400, .list = true})
          .field("password", &Imap::password, {.help = "Password of that user", .max = 1000})
          .field("get_criteria", &Imap::get_criteria,
                 {.help = "Which messages are read, in the words of IMAP", .required = true, .max = 2000})
          .field("tenant_id", &Imap::tenant_id, {.help = "Tenant of the mailbox", .group = "microsoft 365"})
          .field("client_id", &Imap::client_id,
                 {.help = "Application that reads the mailbox", .group = "microsoft 365"})
          .field(
              "filter_criteria", &Imap::filter_criteria,
              {.help = "Which messages are read, in the words of Microsoft 365", .max = 2000, .group = "microsoft 365"})
          .check(check)
          .done();
  return type;
}

}  // namespace zato::objects
