// zato service invoke: POST to the admin API of the server in a directory, with the credentials of admin.invoke from
// its ODB.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/admin_http.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/net.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "objects/basic_auth.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;

constexpr const char* kAdmin = "admin.invoke";

json request_of(const Arguments& arguments) {
  json request{{"name", arguments.word("name")},           {"payload", base::base64_encode(arguments.text("payload"))},
               {"channel", arguments.text("channel")},     {"data_format", arguments.text("data-format")},
               {"transport", arguments.text("transport")}, {"async", arguments.has("async")}};
  if (arguments.has("async")) request["expiration"] = arguments.number("expiration", 1, 86400);
  return request;
}

// k=v;k=v
std::map<std::string, std::string> headers_of(const Arguments& arguments) {
  std::map<std::string, std::string> headers;
  if (arguments.text("headers").empty()) return headers;
  for (auto part : base::split(arguments.text("headers"), ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || part.find_first_of("\r\n") != std::string_view::npos) {
      throw Failure(ExitCode::kInvalidInput, "--headers must be name=value pairs separated by semicolons");
    }
    headers[std::string(base::trim(part.substr(0, equals)))] = base::trim(part.substr(equals + 1));
  }
  return headers;
}

std::string shortened(std::string text, std::int64_t most) {
  return static_cast<std::int64_t>(text.size()) <= most ? text : text.substr(0, static_cast<std::size_t>(most)) + "…";
}

void invoke(const Arguments& arguments) {
  auto server = open_server_odb(arguments.word("path"));
  const auto credentials =
      value_or_fail(server.odb->store(server.cluster_id).get<objects::BasicAuth>(std::string_view(kAdmin)),
                    ExitCode::kParameterMissing);
  const auto address = value_or_fail(parse_address(server.settings.main.bind), ExitCode::kInvalidInput);
  const AdminHttp target{.host = connectable(address.host),
                         .port = address.port,
                         .url_path = arguments.text("url-path"),
                         .user = credentials.username,
                         .password = credentials.password,
                         .timeout = std::chrono::seconds(arguments.number("timeout", 1, 86400))};
  const auto answer = post_admin(target, request_of(arguments), headers_of(arguments));
  if (!answer) {
    const bool late = answer.error().code == base::Code::kTimeout;
    const bool away = answer.error().code == base::Code::kUnavailable;
    throw Failure(late ? ExitCode::kServerTimeout : ExitCode::kException,
                  answer.error().text() + (late || away ? "; is the server running?" : ""));
  }
  if (arguments.has("verbose"))
    print_verbose("CID: " + shortened(answer->cid, arguments.number("max-cid-repr", 1, 1'000'000)));
  const auto text = answer->response.value_or("");
  print_line(text.empty() ? "(None)" : shortened(text, arguments.number("max-response-repr", 1, 1'000'000'000)));
}

}  // namespace

void add_service(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"service", "invoke"},
       .help = "Invokes a service of a running server by its name.",
       .positionals = {{"path", "Directory of the server."}, {"name", "Name of the service."}},
       .options =
           {{.name = "payload", .help = "What the service receives.", .value = "TEXT"},
            {.name = "headers", .help = "HTTP headers of the call, name=value;name=value.", .value = "LIST"},
            {.name = "channel", .help = "Kind of channel that the service sees.", .value = "NAME", .initial = "invoke"},
            {.name = "data-format", .help = "Format of the payload.", .value = "FORMAT", .initial = "json"},
            {.name = "transport", .help = "Transport that the service sees.", .value = "NAME"},
            {.name = "url-path", .help = "Path of the admin API.", .value = "PATH", .initial = "/zato/admin/invoke"},
            {.name = "max-cid-repr", .help = "Characters of the CID to show.", .value = "N", .initial = "5"},
            {.name = "max-response-repr",
             .help = "Characters of the response to show.",
             .value = "N",
             .initial = "2500"},
            {.name = "async", .help = "Do not wait for the service; print the call's CID."},
            {.name = "expiration",
             .help = "Seconds that an asynchronous call stays valid.",
             .value = "SECONDS",
             .initial = "15"},
            {.name = "timeout", .help = "Seconds to wait at most.", .value = "SECONDS", .initial = "60"}},
       .examples = "  zato service invoke ~/env/qs-1/server1 zato.ping",
       .says_ok = false,
       .run = invoke});
}

}  // namespace zato::cli
