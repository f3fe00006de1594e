// zato service invoke: POST to the admin API of the server in a directory, with the credentials of admin.invoke from
// its ODB.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
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
  std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
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

// What the service returned, or the reason why it did not.
std::string answer_of(const HttpResponse& response) {
  const auto body = json::parse(response.body, nullptr, false);
  const auto envelope = body.is_object() ? body.value("zato_env", json::object()) : json::object();
  if (response.status != 200 || (envelope.is_object() && envelope.value("result", "ZATO_OK") != "ZATO_OK")) {
    auto details = envelope.is_object() ? envelope.value("details", json("")) : json("");
    auto text = details.is_string() ? details.get<std::string>() : details.dump();
    if (text.empty()) text = response.body;
    throw Failure(ExitCode::kException, fmt::format("the server answered with status {}: {}", response.status, text));
  }
  const auto inner = body.is_object() ? body.value("zato_service_invoke_response", json::object()) : json::object();
  const auto encoded = inner.is_object() ? inner.value("response", json()) : json();
  if (!encoded.is_string()) return {};
  return base::base64_decode(encoded.get<std::string>()).value_or(encoded.get<std::string>());
}

void invoke(const Arguments& arguments) {
  auto server = open_server_odb(arguments.word("path"));
  const auto credentials =
      value_or_fail(server.odb->store(server.cluster_id).get<objects::BasicAuth>(std::string_view(kAdmin)),
                    ExitCode::kParameterMissing);
  const auto address = value_or_fail(parse_address(server.settings.main.bind), ExitCode::kInvalidInput);
  auto headers = headers_of(arguments);
  headers["Authorization"] = "Basic " + base::base64_encode(credentials.username + ":" + credentials.password.reveal());
  const HttpRequest request{
      .method = "POST", .target = arguments.text("url-path"), .headers = headers, .body = request_of(arguments).dump()};
  const auto timeout = std::chrono::seconds(arguments.number("timeout", 1, 86400));
  auto response = http_request(connectable(address.host), address.port, request, timeout);
  if (!response) {
    const bool late = response.error().code == base::Code::kTimeout;
    throw Failure(late ? ExitCode::kServerTimeout : ExitCode::kException,
                  response.error().text() + "; is the server running?");
  }
  if (arguments.has("verbose")) {
    print_verbose("CID: " + shortened(response->headers["x-zato-cid"], arguments.number("max-cid-repr", 1, 1'000'000)));
  }
  auto text = answer_of(*response);
  print_line(text.empty() ? "(None)"
                          : shortened(std::move(text), arguments.number("max-response-repr", 1, 1'000'000'000)));
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
