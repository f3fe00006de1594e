// Commands of Zato 3.2 whose options and defaults differ from those that follow from the object types: create
// rest-channel, basic-auth, api-key, delete of these, change-password. Through the admin API, as everything else.
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/nouns.hpp"
#include "cli/object_calls.hpp"
#include "cli/object_options.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;
using schema::ObjectType;

bool truth(const Arguments& arguments, const std::string& option) {
  const auto value = base::parse_bool(arguments.text(option));
  if (value) return *value;
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("--{} must be true or false, not '{}'", option, arguments.text(option)));
}

// "auto.rest.channel.2026-01-31T10-20-30": what Zato calls things that nobody named.
std::string automatic(const std::string& what) {
  return "auto." + what + "." + base::replace_all(base::iso_utc_now().substr(0, 19), ":", "-");
}

std::string given_or(const Arguments& arguments, const std::string& option, const std::string& otherwise) {
  return arguments.text(option).empty() ? otherwise : arguments.text(option);
}

// The secret that was given; a random one is made up and told, because nobody could ask for it later.
struct NewSecret {
  std::string text;
  bool made_up = false;
};
NewSecret secret_of(const Arguments& arguments) {
  auto text = secret_argument(arguments, "password", "password-file");
  const bool made_up = text.empty();
  return {made_up ? base::random_hex(16) : std::move(text), made_up};
}

void create_basic_auth(const Arguments& arguments) {
  const auto fallback = arguments.has("name") ? arguments.text("name") : automatic("basic-auth.username");
  const auto username = given_or(arguments, "username", fallback);
  const auto secret = secret_of(arguments);
  create_object(*connect_admin(arguments), objects::BasicAuth::type(),
                {{"name", given_or(arguments, "name", username)},
                 {"is_active", truth(arguments, "is-active")},
                 {"username", username},
                 {"realm", arguments.text("realm")},
                 {"password", secret.text}});
  secret.made_up ? print_line(secret.text) : print_ok();
}

void create_api_key(const Arguments& arguments) {
  const auto secret = secret_of(arguments);
  create_object(*connect_admin(arguments), objects::ApiKey::type(),
                {{"name", given_or(arguments, "name", automatic("api-key"))},
                 {"is_active", truth(arguments, "is-active")},
                 {"header", arguments.text("header")},
                 {"password", secret.text}});
  secret.made_up ? print_line(secret.text) : print_ok();
}

// "true": made up; "user,password" or "header,key" otherwise.
struct Credentials {
  std::string name;
  std::string secret;
};
Credentials parse_credentials(const std::string& text, const std::string& made_up_name, const std::string& option) {
  if (base::iequals(text, "true")) return {made_up_name, base::random_hex(16)};
  const auto comma = text.find(',');
  if (comma == std::string::npos)
    throw Failure(ExitCode::kInvalidInput,
                  fmt::format("--{} must be true, or a name and a secret with a comma between", option));
  return {std::string(base::trim(text.substr(0, comma))), std::string(base::trim(text.substr(comma + 1)))};
}

// --basic-auth and --api-key make a definition for the channel on the way; its name.
std::string security_for(AdminClient& admin, const Arguments& arguments, json& report) {
  const bool basic = arguments.has("basic-auth"), key = arguments.has("api-key"), named = arguments.has("security");
  if (basic + key + named > 1)
    throw Failure(ExitCode::kConflictingOptions, "--security, --basic-auth and --api-key exclude each other");
  if (!basic && !key) return arguments.text("security");
  const auto& text = arguments.text(basic ? "basic-auth" : "api-key");
  if (base::iequals(text, "false")) return {};
  const auto name = automatic("sec");
  if (basic) {
    const auto given = parse_credentials(text, name, "basic-auth");
    create_object(admin, objects::BasicAuth::type(),
                  {{"name", name}, {"username", given.name}, {"realm", "API"}, {"password", given.secret}});
    report["username"] = given.name;
    report["password"] = given.secret;
  } else {
    const auto given = parse_credentials(text, "X-API-Key", "api-key");
    create_object(admin, objects::ApiKey::type(), {{"name", name}, {"header", given.name}, {"password", given.secret}});
    report["header"] = given.name;
    report["key"] = given.secret;
  }
  return name;
}

void create_channel(const Arguments& arguments) {
  const auto admin = connect_admin(arguments);
  const auto fallback = arguments.has("url-path") ? arguments.text("url-path") : automatic("rest.channel");
  const auto name = given_or(arguments, "name", fallback);
  json report = json::object();
  const auto security = security_for(*admin, arguments, report);
  json channel{{"name", name},
               {"is_active", truth(arguments, "is-active")},
               {"url_path", given_or(arguments, "url-path", "/" + name)},
               {"method", arguments.text("method")},
               {"service", arguments.text("service")},
               {"data_format", arguments.text("data-format")},
               {"match_slash", truth(arguments, "match-slash")}};
  if (!security.empty()) channel["security"] = security;
  const auto created = create_object(*admin, objects::RestChannel::type(), channel);
  if (report.empty()) return print_ok();
  for (const char* key : {"id", "name"}) report[key] = created.value(key, json());
  fmt::print("{}\n", report.dump(2));
}

void remove(const ObjectType& type, const Arguments& arguments) {
  Which which{.name = arguments.text("name")};
  if (arguments.has("id")) which.id = arguments.number("id", 1, std::numeric_limits<std::int64_t>::max());
  if (which.name.empty() && !which.id) throw Failure(ExitCode::kInvalidInput, "--name or --id is missing");
  delete_object(*connect_admin(arguments), type, which);
}

void change_password(const Arguments& arguments) {
  const auto* type = type_of_noun(arguments.text("type"));
  if (!type) throw Failure(ExitCode::kInvalidInput, "--type must be a noun such as basic-auth or api-key");
  if (arguments.text("name").empty()) throw Failure(ExitCode::kParameterMissing, "--name is missing");
  auto password = secret_argument(arguments, "password", "password-file");
  if (password.empty()) password = ask_secret("New password: ");
  set_secret(*connect_admin(arguments), *type, {.name = arguments.text("name")}, password);
}

// ---- declaring

const Option kName{.name = "name", .help = "Name of the object.", .value = "NAME"};
const Option kId{.name = "id", .help = "Number of the object, instead of its name.", .value = "N"};
const Option kActive{.name = "is-active", .help = "Whether it is in use.", .value = "BOOL", .initial = "true"};

std::vector<Option> secret_options() {
  return {{.name = "password", .help = "The secret; better: --password-file.", .value = "PASSWORD"},
          {.name = "password-file",
           .help = "File that holds the secret, or - for standard input; random and printed if not given.",
           .value = "FILE"}};
}

Command command(std::vector<std::string> path, std::string help, std::vector<Option> options,
                std::function<void(const Arguments&)> run) {
  return {.path = std::move(path),
          .help = std::move(help),
          .options = with_admin_options(std::move(options)),
          .run = std::move(run)};
}

std::vector<Option> channel_options() {
  return {
      {.name = "name", .help = "Name of the channel; the URL path if not given.", .value = "NAME"},
      {.name = "url-path", .help = "URL path, such as /customer/{id}.", .value = "PATH"},
      {.name = "service", .help = "Service that requests invoke.", .value = "NAME", .initial = "pub.zato.ping"},
      {.name = "security",
       .help = "Name of the definition that callers must satisfy.",
       .value = "NAME",
       .names_of = "security"},
      {.name = "basic-auth", .help = "Makes a Basic Auth definition: true, or user,password.", .value = "CREDENTIALS"},
      {.name = "api-key", .help = "Makes an API key: true, or header,key.", .value = "CREDENTIALS"},
      {.name = "method", .help = "HTTP method; all if not given.", .value = "METHOD"},
      {.name = "data-format", .help = "How messages are read and written.", .value = "FORMAT", .initial = "json"},
      {.name = "match-slash",
       .help = "Whether path parameters may contain slashes.",
       .value = "BOOL",
       .initial = "true"},
      kActive};
}

}  // namespace

void add_zato_spellings(std::vector<Command>& commands) {
  auto channel = command({"create", "rest-channel"}, "Creates a REST channel: a URL path that invokes a service.",
                         channel_options(), create_channel);
  channel.examples = "  zato create rest-channel --path ~/env/qs-1/server1 --url-path /hello --service hello.world";
  channel.says_ok = false;
  commands.push_back(std::move(channel));

  auto secrets = secret_options();
  auto basic =
      command({"create", "basic-auth"}, "Creates a Basic Auth definition; prints its password if it made one up.",
              {kName,
               {.name = "username", .help = "User name; the name if not given.", .value = "NAME"},
               {.name = "realm", .help = "Realm that clients are told.", .value = "TEXT", .initial = "My realm"},
               secrets[0],
               secrets[1],
               kActive},
              create_basic_auth);
  basic.says_ok = false;
  commands.push_back(std::move(basic));

  auto key = command({"create", "api-key"}, "Creates an API key; prints the key if it made one up.",
                     {kName,
                      {.name = "header",
                       .help = "Header that carries the key.",
                       .value = "NAME",
                       .initial = "X-API-Key",
                       .alias = "username"},
                      secrets[0],
                      secrets[1],
                      kActive},
                     create_api_key);
  key.says_ok = false;
  commands.push_back(std::move(key));

  for (const auto* type : {&objects::RestChannel::type(), &objects::BasicAuth::type(), &objects::ApiKey::type()}) {
    auto name = kName;
    name.names_of = type->name;
    commands.push_back(command({"delete", type->noun}, fmt::format("Deletes one of the {}.", type->plural),
                               {kName, kId}, [type](const Arguments& arguments) { remove(*type, arguments); }));
  }

  secrets[1].help = "File that holds the secret, or - for standard input; asked for if not given.";
  commands.push_back(command(
      {"change-password"}, "Sets the secret of a security definition or of a connection.",
      {kName,
       {.name = "type", .help = "What it is: a noun of zato explain.", .value = "NOUN", .initial = "basic-auth"},
       secrets[0],
       secrets[1]},
      change_password));
}

}  // namespace zato::cli
