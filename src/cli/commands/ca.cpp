// zato ca create ca|lb_agent|server|web_admin: a private certificate authority and what it signs.
#include <fmt/format.h>

#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/layouts.hpp"
#include "cli/output.hpp"
#include "security/ca_directory.hpp"

namespace zato::cli {

namespace {

std::vector<Option> subject_options() {
  const security::Subject usual;
  return {
      {.name = "organization", .help = "Organization of the subject.", .value = "NAME", .initial = usual.organization},
      {.name = "organizational-unit",
       .help = "Unit within the organization.",
       .value = "NAME",
       .initial = usual.organizational_unit},
      {.name = "locality", .help = "Town of the subject.", .value = "NAME", .initial = usual.locality},
      {.name = "state-or-province", .help = "State or province of the subject.", .value = "NAME"},
      {.name = "country", .help = "Country of the subject, two letters.", .value = "CODE"},
      {.name = "common-name", .help = "Common name of the subject.", .value = "NAME"},
      {.name = "days", .help = "Days that the certificate is valid.", .value = "N", .initial = "3650"},
      {.name = "key", .help = "Kind of the private key.", .value = "KIND", .initial = "ec", .one_of = {"ec", "rsa"}}};
}

security::Subject subject_of(const Arguments& arguments, const std::string& common_name) {
  return {.organization = arguments.text("organization"),
          .organizational_unit = arguments.text("organizational-unit"),
          .country = arguments.text("country"),
          .state_or_province = arguments.text("state-or-province"),
          .locality = arguments.text("locality"),
          .common_name = arguments.has("common-name") ? arguments.text("common-name") : common_name};
}

security::KeyKind key_kind(const Arguments& arguments) {
  return arguments.text("key") == "rsa" ? security::KeyKind::kRsa2048 : security::KeyKind::kEcP256;
}

int days(const Arguments& arguments) { return static_cast<int>(arguments.number("days", 1, 36500)); }

void create_authority(const Arguments& arguments) {
  Workspace workspace;
  create_ca(workspace, absolute_path(arguments.word("path")),
            {.subject = subject_of(arguments, "Zato CA"), .key = key_kind(arguments), .days = days(arguments)});
  workspace.keep();
}

void issue(const Arguments& arguments, const std::string& prefix, security::Usage usage) {
  const auto path = absolute_path(arguments.word("path"));
  if (!security::is_ca_directory(path)) {
    throw Failure(ExitCode::kNotAComponent,
                  path.string() + " is not a certificate authority; zato ca create ca makes one");
  }
  const auto issued = value_or_fail(security::issue_into(path, prefix,
                                                         {.subject = subject_of(arguments, prefix),
                                                          .usage = usage,
                                                          .names = security::local_names(),
                                                          .key = key_kind(arguments),
                                                          .days = days(arguments)}),
                                    ExitCode::kInvalidInput);
  for (const auto& file : {issued.private_key, issued.public_key, issued.request, issued.certificate}) {
    print_progress(fmt::format("Written {}", file.string()));
  }
}

}  // namespace

void add_ca(std::vector<Command>& commands) {
  const Positional path{"path", "Directory of the certificate authority."};
  commands.push_back({.path = {"ca", "create", "ca"},
                      .help = "Creates a certificate authority in PATH.",
                      .positionals = {path},
                      .options = subject_options(),
                      .run = create_authority});
  commands.push_back(
      {.path = {"ca", "create", "lb-agent"},
       .help = "Issues a certificate for the load balancer's agent.",
       .positionals = {path},
       .options = subject_options(),
       .run = [](const Arguments& arguments) { issue(arguments, "lb-agent", security::Usage::kServer); }});
  commands.push_back(
      {.path = {"ca", "create", "web-admin"},
       .help = "Issues a certificate for the dashboard, or another client of the agent.",
       .positionals = {path},
       .options = subject_options(),
       .run = [](const Arguments& arguments) { issue(arguments, "web-admin", security::Usage::kClientServer); }});
  commands.push_back({.path = {"ca", "create", "server"},
                      .help = "Issues a certificate for a server.",
                      .positionals = {path, {"cluster_name", "The server's cluster."}, {"server_name", "The server."}},
                      .options = subject_options(),
                      .run = [](const Arguments& arguments) {
                        issue(arguments, arguments.word("cluster_name") + "-" + arguments.word("server_name"),
                              security::Usage::kClientServer);
                      }});
}

}  // namespace zato::cli
