#include "cli/admin_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/admin_http.hpp"
#include "cli/admin_offline.hpp"
#include "cli/component.hpp"
#include "cli/net.hpp"
#include "cli/odb_access.hpp"
#include "cli/output.hpp"
#include "objects/basic_auth.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using base::Code;
using base::Result;
using namespace std::chrono_literals;

namespace {

constexpr const char* kAdminName = "admin.invoke";
constexpr auto kConnectPatience = 2s;

// Where a command works when nobody said it: people usually have one environment.
fs::path default_path() {
  if (const char* path = std::getenv("ZATO_PATH"); path && *path != '\0') return path;
  const auto here = fs::current_path();
  const auto component = find_component(here);
  if (component ? component->kind == ComponentKind::kServer : fs::exists(here / "zato-qs-start.sh")) return here;
  throw Failure(ExitCode::kParameterMissing,
                "--path is missing: name the directory of a server or of an environment, there or in ZATO_PATH, or "
                "give --url of a server elsewhere");
}

std::vector<Component> servers_of(const fs::path& path) {
  auto servers = components_of(path);
  std::erase_if(servers, [](const auto& component) { return component.kind != ComponentKind::kServer; });
  if (servers.empty()) throw Failure(ExitCode::kNotAServer, path.string() + " is no server and holds none");
  return servers;
}

bool is_listening(const HostAndPort& address, std::chrono::milliseconds patience) {
  const auto end = base::Monotonic::now() + std::min<std::chrono::milliseconds>(kConnectPatience, patience);
  return static_cast<bool>(Socket::connect_tcp(connectable(address.host), address.port, end));
}

std::unique_ptr<AdminClient> connect_by_path(const AdminTarget& target) {
  const auto servers = servers_of(target.path);
  for (const auto& component : servers) {
    auto server = open_server_odb(component.directory);
    const auto address = value_or_fail(parse_address(server.settings.main.bind), ExitCode::kInvalidInput);
    if (!is_listening(address, target.timeout)) continue;
    const auto admin =
        value_or_fail(server.odb->store(server.cluster_id).get<objects::BasicAuth>(std::string_view(kAdminName)),
                      ExitCode::kParameterMissing);
    return make_http_client({.host = connectable(address.host),
                             .port = address.port,
                             .user = admin.username,
                             .password = admin.password,
                             .timeout = target.timeout});
  }
  return make_offline_client(open_server_odb(servers.front().directory));
}

std::unique_ptr<AdminClient> connect_by_url(const AdminTarget& target) {
  const bool tls = target.url.starts_with("https://");
  const auto address = value_or_fail(parse_address(target.url), ExitCode::kInvalidInput);
  AdminHttp http{.host = address.host,
                 .port = address.port,
                 .user = target.user,
                 .password = target.password,
                 .timeout = target.timeout};
  if (tls) http.tls = value_or_fail(rt::TlsContext::client({.ca_certificates = target.ca_file, .verify_peer = true}));
  return make_http_client(std::move(http));
}

std::vector<Option> admin_options() {
  return {
      {.name = "path",
       .help = "Directory of a server or of an environment; ZATO_PATH, or the current directory, if not given.",
       .value = "DIRECTORY"},
      {.name = "server-url",
       .help = "Address of a server elsewhere, such as https://host:port.",
       .value = "URL",
       .alias = "url"},
      {.name = "admin-user",
       .help = "With --server-url: user of the admin API.",
       .value = "NAME",
       .initial = kAdminName,
       .alias = "user"},
      {.name = "admin-password-file",
       .help = "With --server-url: file that holds that user's password.",
       .value = "FILE",
       .alias = "password-file"},
      {.name = "admin-ca-file", .help = "With --server-url: certificates that https trusts.", .value = "FILE"},
      {.name = "admin-timeout", .help = "Seconds to wait for the server.", .value = "SECONDS", .initial = "60"},
  };
}

}  // namespace

ExitCode exit_code_of_admin(Code code) noexcept {
  switch (code) {
    case Code::kInvalidArgument:
    case Code::kNotFound:
    case Code::kAlreadyExists:
    case Code::kConflict:
      return ExitCode::kValidationError;
    case Code::kTimeout:
      return ExitCode::kServerTimeout;
    default:
      return ExitCode::kException;
  }
}

nlohmann::json AdminClient::call(const std::string& service, const nlohmann::json& input) {
  auto answer = try_call(service, input);
  if (!answer) throw Failure(exit_code_of_admin(answer.error().code), answer.error().text());
  return std::move(*answer);
}

std::vector<Option> with_admin_options(std::vector<Option> own) {
  for (auto option : admin_options()) {
    const bool taken = std::ranges::any_of(
        own, [&](const Option& other) { return other.name == option.alias || other.alias == option.alias; });
    if (taken) option.alias.clear();
    own.push_back(std::move(option));
  }
  return own;
}

AdminTarget admin_target(const Arguments& arguments) {
  AdminTarget target{.path = arguments.text("path"),
                     .url = arguments.text("server-url"),
                     .user = arguments.text("admin-user"),
                     .ca_file = arguments.text("admin-ca-file"),
                     .timeout = std::chrono::seconds(arguments.number("admin-timeout", 1, 86'400))};
  if (!target.path.empty() && !target.url.empty())
    throw Failure(ExitCode::kConflictingOptions, "--path and --server-url exclude each other");
  if (!target.url.empty()) {
    if (!arguments.has("admin-password-file"))
      throw Failure(ExitCode::kParameterMissing, "--admin-password-file is missing: --server-url needs a password");
    target.password = base::Secret(secret_argument(arguments, "", "admin-password-file"));
  } else if (target.path.empty()) {
    target.path = default_path();
  }
  return target;
}

std::unique_ptr<AdminClient> connect_admin(const AdminTarget& target) {
  return target.url.empty() ? connect_by_path(target) : connect_by_url(target);
}

}  // namespace zato::cli
