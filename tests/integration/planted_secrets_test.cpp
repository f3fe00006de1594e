// Secrets are planted wherever the platform takes one, in right and in wrong input, with everything logged. Then it is
// looked at from outside: they must be nowhere in clear. Promise P43.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "cli/nouns.hpp"
#include "cli/object_options.hpp"
#include "integration/planted.hpp"
#include "integration/planted_fields.hpp"
#include "integration/profile.hpp"
#include "support/admin_api.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"
#include "support/sample_fields.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using schema::Kind;
using schema::ObjectType;
using testing::ElementsAre;
using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr const char* kRedisConf = "/broker/config/repo/redis.conf";  // Redis reads its password nowhere else

struct Database {
  std::unique_ptr<Postgres> postgres;
  Words arguments;
};

Database database(const std::string& engine) {
  if (engine == "sqlite") return {};
  auto postgres =
      std::make_unique<Postgres>(PostgresOptions{.password = planted("Odb"), .settings = {"log_statement=all"}});
  postgres->create_database("zato_test");
  auto arguments = postgres_arguments(*postgres);
  return {std::move(postgres), std::move(arguments)};
}

ClusterOptions options(Words create_arguments) {
  create_arguments.insert(create_arguments.end(), {"--kvdb-password", planted("Redis")});
  return {.servers = 2,
          .workers = 1,
          .create_arguments = std::move(create_arguments),
          .environment = {{"ZATO_LOGGING__LEVEL", "trace"},
                          {"ZATO_MAIN__LOG_LEVEL", "trace"},
                          {"ZATO_MAIN__REQUEST_LOG", "all"}},
          .start = false};
}

class PlantedSecrets : public testing::TestWithParam<std::string> {
 protected:
  PlantedSecrets() : database_(database(GetParam())), watch_(needles_), cluster_(options(database_.arguments)) {
    const auto file = cluster_.root().string() + kRedisConf;
    write_text(file, read_text(file) + "loglevel debug\n");
    cluster_.start();
    monitor_ = std::make_unique<Process>(Command{.program = "redis-cli",
                                                 .arguments = {"-p", std::to_string(cluster_.redis_port()), "monitor"},
                                                 .environment = {{"REDISCLI_AUTH", planted("Redis")}},
                                                 .output = files_ / "monitor"});
    api_ = std::make_unique<AdminApi>(cluster_);
  }

  // Whatever is answered, no secret is in it.
  void clean(const std::string& what, const std::string& text) const {
    const auto around = needles_.found_in(text);
    EXPECT_EQ(around, "") << "in the answer to " << what;
  }

  AdminApi::Answer call(const std::string& service, const json& input = json::object()) const {
    auto answer = api_->call(service, input);
    clean(service, answer.body.dump());
    return answer;
  }

  void done(const std::string& service, const json& input) const {
    const auto answer = call(service, input);
    EXPECT_TRUE(answer.ok()) << service << " " << input << "\n" << answer.body;
  }

  Finished zato(Words words) const {
    words.insert(words.end(), {"--path", cluster_.component("server1")});
    const auto what = testing::PrintToString(words);
    auto finished = cluster_.zato(std::move(words));
    clean(what, finished.out + finished.err);
    return finished;
  }

  void done(const Words& words) const {
    const auto finished = zato(words);
    EXPECT_EQ(finished.exit_code, 0) << testing::PrintToString(words) << finished.out << finished.err;
  }

  Response ask(const Request& request) const {
    const bool internal = request.target.starts_with("/zato/");  // closed to the load balancer's clients
    auto response = fetch(internal ? cluster_.server(1) : cluster_.load_balancer(), request);
    clean(request.target, response.body);
    return response;
  }

  std::string file(const std::string& name, const std::string& content) const {
    write_text(files_ / name, content);
    return files_ / name;
  }

  void plant_through_api();
  void change_each_secret(const ObjectType& type, const std::string& name, const std::vector<GivenField>& fields);
  void plant_through_command_line();
  void plant_through_enmasse();
  void plant_in_refused_input();
  void plant_in_refused_documents();
  void plant_in_requests();
  void use_a_token();
  void take_changes_back();
  void look_at_listings();
  void look_at_redis();
  void look_at_command_line();

  Needles needles_;
  TempDir files_;  // of the user: passwords to read, exports
  Database database_;
  ProcessWatch watch_;
  Cluster cluster_;
  std::unique_ptr<Process> monitor_;
  std::unique_ptr<AdminApi> api_;
  SampleFields samples_;
  int made_ = 0;
};

void PlantedSecrets::plant_through_api() {
  for (const auto* type : types_with_secrets()) {
    SCOPED_TRACE(type->name);
    const auto name = type->name + std::to_string(++made_);
    const auto fields = samples_.of(*type, made_);
    done(type->services + ".create", sample_input(*type, name, with_planted(fields, "Create")));
    samples_.made(*type, name);
    change_each_secret(*type, name, fields);
  }
}

void PlantedSecrets::change_each_secret(const ObjectType& type, const std::string& name,
                                        const std::vector<GivenField>& fields) {
  json which{{"name", name}};
  for (const auto& [column, value] : type.fixed) which[column] = value;
  auto edit = which;
  auto change = which;
  for (const auto& [field, value] : fields) {
    if (!is_secret(*field)) continue;
    edit[field->column()] = planted_like(text_of(value), "Edit");
    change["password1"] = change["password2"] = planted_like(text_of(value), "Change");
  }
  done(type.services + ".edit", edit);
  done(type.services + ".change-password", change);
}

void PlantedSecrets::plant_through_command_line() {
  for (const auto* type : types_with_secrets()) {
    if (cli::type_of_noun(type->noun) != type) continue;
    SCOPED_TRACE(type->noun);
    const auto name = "cli" + std::to_string(++made_);
    Words create{type->noun, "create", name};
    Words edit{type->noun, "edit", name};
    for (const auto& [field, value] : samples_.of(*type, made_)) {
      const auto option = "--" + cli::option_name(*field);
      if (!is_secret(*field)) {
        create.insert(create.end(), {option, text_of(value)});
        continue;
      }
      const auto of_file = option + "-file";
      create.insert(create.end(), {of_file, file(name, planted_like(text_of(value), "Cli"))});
      edit.insert(edit.end(), {of_file, file(name + "e", planted_like(text_of(value), "CliEdit"))});
    }
    done(create);
    done(edit);
    done({type->noun, "get", name, "-o", "json"});
    done({type->noun, "list", "-o", "yaml"});
    done({type->noun, "history", name});
  }
  done({"create", "basic-auth", "--name", "zatos", "--username", "zatos", "--realm", "r", "--password",
        planted("CliZato")});
  const Words create{"basic-auth", "create", "x", "--username", "x"};
  for (const Words& wrong : {Words{"--password", planted("Word")},
                             {"--password=" + planted("Option")},
                             {"--pasword-file=" + planted("Unknown")}}) {
    auto words = create;
    words.insert(words.end(), wrong.begin(), wrong.end());
    EXPECT_NE(zato(words).exit_code, 0);
  }
}

void PlantedSecrets::plant_through_enmasse() {
  const auto exported = (files_ / "with-secrets.yaml").string();
  done({"enmasse", "--export", "--with-secrets", "--output", exported});
  auto text = read_text(exported);
  EXPECT_THAT(text, HasSubstr(planted("Change")));
  for (auto at = text.find(planted("C")); at != text.npos; at = text.find(planted("C"), at + 1))
    text.replace(at, planted("C").size(), planted("Enmasse"));
  const auto document = file("changed.yaml", text);
  EXPECT_EQ(zato({"config", "plan", "-f", document, "-o", "json"}).exit_code, 1);
  EXPECT_EQ(zato({"config", "plan", "-f", document}).exit_code, 1);
  done({"config", "apply", "-f", document});
  done({"enmasse", "--import", "--replace", "--input", file("env.yaml", R"(security:
  - {name: from-env, type: basic_auth, username: from-env, realm: r, password: "${SECRET}"})"),
        "--env-file", file("env", "SECRET=" + planted("Environment") + "\n")});
  for (const auto* format : {"yaml", "json"}) {
    done({"enmasse", "--export", "--format", format, "--output", "-"});
    done({"config", "export", "-o", format});
  }
}

void PlantedSecrets::plant_in_refused_input() {
  for (const auto* type : types_with_secrets()) {
    SCOPED_TRACE(type->name);
    const auto input = sample_input(*type, "refused", with_planted(samples_.of(*type, 9000), "Refused"));
    const auto& secret = std::ranges::find_if(type->fields, is_secret)->column();
    auto unknown = input;
    unknown["pasword"] = planted("Unknown");
    EXPECT_EQ(call(type->services + ".create", unknown).status, 400);
    for (const auto& wrong : refused_secrets()) {
      auto refused = input;
      refused[secret] = wrong;
      if (call(type->services + ".create", refused).ok()) done(type->services + ".delete", {{"name", "refused"}});
      auto change = input;
      change["password1"] = wrong;
      change["password2"] = planted("Other");
      EXPECT_GE(call(type->services + ".change-password", change).status, 400);
    }
  }
  // Not even JSON.
  const auto create = "zato.security.basic-auth.create";
  for (const auto& text : {"{\"password\": \"" + planted("Cut"), planted("Text"), "password=" + planted("Pair"),
                           "[\"" + planted("Array") + "\"]"}) {
    EXPECT_NE(zato({"service", "invoke", cluster_.component("server1"), create, "--payload", text}).exit_code, 0);
  }
}

void PlantedSecrets::plant_in_refused_documents() {
  for (const auto& document : refused_documents()) {
    const auto name = file("wrong.yaml", document);
    EXPECT_EQ(zato({"config", "plan", "-f", name}).exit_code, 2) << document;
    EXPECT_NE(zato({"enmasse", "--import", "--input", name}).exit_code, 0) << document;
  }
  const auto broken = file("wrong.json", "{\"security\": [{\"password\": \"" + planted("Document"));
  EXPECT_EQ(zato({"config", "plan", "-f", broken}).exit_code, 2);
}

void PlantedSecrets::plant_in_requests() {
  const auto secret = planted("Request");
  done("zato.security.basic-auth.create",
       {{"name", "caller"}, {"username", "caller"}, {"realm", "r"}, {"password", planted("First")}});
  done({"basic-auth", "change-password", "caller", "--password-file", file("caller", secret)});
  done("zato.http-soap.create", {{"name", "guarded"},
                                 {"connection", "channel"},
                                 {"transport", "plain_http"},
                                 {"url_path", "/guarded"},
                                 {"service", "demo.echo"},
                                 {"security_name", "caller"}});
  const auto with = [&](const std::string& authorization, const std::string& path = "/guarded") {
    return ask({.target = path, .headers = {{"Authorization", authorization}}}).status;
  };
  wait_until("the password is in force", 10s, [&] { return with(basic_auth("caller", secret)) == 200; });
  for (const auto& path : {"/guarded", "/zato/admin/invoke", "/zato/api/invoke/zato.ping"}) {
    for (const auto& wrong : {basic_auth("caller", secret + "2"), basic_auth(secret, "x"), "Basic " + secret, secret,
                              "Bearer " + secret, "Basic " + std::string(5000, 'x') + secret}) {
      EXPECT_GE(with(wrong, path), 400);
    }
  }
  ask({.target = "/guarded", .headers = {{"X-API-Key", secret}, {"Cookie", "session=" + secret}}});
  ask({.method = "POST", .target = "/guarded", .body = secret});
  ask({.method = "POST", .target = "/zato/jwt/log-in", .body = R"({"username": "x", "password": ")" + secret});
  ask({.method = "POST",
       .target = "/zato/jwt/log-in",
       .body = R"({"username": "x", "password": [")" + secret + "\"]}"});
  const auto server1 = cluster_.component("server1").string();
  const auto encrypted = cluster_.zato({"crypto", "encrypt", server1, "--secret", secret});
  clean("crypto encrypt", encrypted.out + encrypted.err);
  const auto wrong = cluster_.zato({"crypto", "decrypt", server1, "--secret", secret});
  EXPECT_NE(wrong.exit_code, 0);
  clean("crypto decrypt", wrong.out + wrong.err);
}

void PlantedSecrets::use_a_token() {
  done("zato.security.jwt.create",
       {{"name", "mobile"}, {"username", "mobile"}, {"password", planted("Jwt")}, {"ttl", 600}});
  const json credentials{{"username", "mobile"}, {"password", planted("Jwt")}};
  Response in;
  wait_until("the token is given", 10s, [&] {
    in = post(cluster_.load_balancer(), "/zato/jwt/log-in", credentials.dump());
    return in.status == 200;
  });
  const auto token = json::parse(in.body).at("token").get<std::string>();
  needles_.add(token);
  for (const char* path : {"/guarded", "/zato/jwt/log-out", "/zato/jwt/log-out"})
    ask({.method = "POST", .target = path, .headers = {{"Authorization", "Bearer " + token}}});
}

void PlantedSecrets::take_changes_back() {
  const auto sequence = call("zato.config.status").body.at("sequence").get<int>();
  done("zato.security.basic-auth.change-password",
       {{"name", "caller"}, {"password1", planted("Undone")}, {"password2", planted("Undone")}});
  done("zato.config.undo", {{"sequence", sequence + 1}});
  done("zato.config.rollback", {{"sequence", sequence - 5}});
}

void PlantedSecrets::look_at_listings() {
  const auto described = call("zato.openapi.get").body;
  int lists = 0;
  for (const auto& [path, methods] : described.at("paths").items()) {
    const auto service = path.substr(path.rfind('/') + 1);
    if (!service.ends_with(".get-list")) continue;
    ++lists;
    EXPECT_TRUE(call(service).ok()) << service;
  }
  EXPECT_GT(lists, 20);
  for (const auto* type : types_with_secrets()) {
    const auto objects = call(type->services + ".get-list").body;
    for (const auto& object : objects) {
      for (const char* verb : {".get", ".history"}) done(type->services + verb, {{"id", object.at("id")}});
    }
  }
  for (const char* service : {"zato.config.get-changes", "zato.audit-log.get-list"}) {
    for (int page = 1; page <= 10; ++page) call(service, {{"paginate", true}, {"page_size", 250}, {"cur_page", page}});
  }
  for (const Words& words : std::vector<Words>{{"config", "changes", "--limit", "250"},
                                               {"audit", "list", "--limit", "250"},
                                               {"openapi"},
                                               {"explain", "basic-auth"},
                                               {"config", "status"}}) {
    zato(words);
  }
  for (const char* command : {"info", "check-config"}) {
    const auto finished = cluster_.zato({command, cluster_.component("server1")});
    clean(command, finished.out + finished.err);
  }
}

void PlantedSecrets::look_at_redis() {
  const auto all = everything_in_redis(cluster_.redis_port(), planted("Redis"));
  EXPECT_THAT(all, HasSubstr("zato")) << "it should hold something";
  EXPECT_EQ(needles_.found_in(all), "");
  const auto seen = read_text(files_ / "monitor");
  EXPECT_THAT(seen, HasSubstr("\"XADD\"")) << "it should have seen something";
  EXPECT_EQ(needles_.found_in(seen), "");
}

// A command that waits for another file has its secret in memory only.
void PlantedSecrets::look_at_command_line() {
  const auto pipe = (files_ / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Process waiting({.program = program("zato"),
                         .arguments = {"crypto", "encrypt", "--secret", planted("Shown"), "--secret-key-file", pipe}});
  EXPECT_TRUE(eventually(5s, [&] { return command_line(waiting.pid()).find("--secret ****") != std::string::npos; }))
      << command_line(waiting.pid());
}

TEST_P(PlantedSecrets, AreNowhereInClear) {
  plant_through_api();
  plant_through_command_line();
  plant_through_enmasse();
  plant_in_refused_input();
  plant_in_refused_documents();
  plant_in_requests();
  use_a_token();
  take_changes_back();
  look_at_listings();
  look_at_redis();
  look_at_command_line();

  EXPECT_THAT(watch_.found(), testing::IsEmpty());
  EXPECT_GT(watch_.looks(), 10);
  EXPECT_THAT(cluster_.server_log(1), HasSubstr("zato.server"));
  for (const char* when : {"while it runs", "when it is stopped"}) {
    EXPECT_THAT(needles_.found_below(cluster_.root()), ElementsAre(HasSubstr(kRedisConf))) << when;
    if (database_.postgres) {
      EXPECT_THAT(needles_.found_below(database_.postgres->socket_directory()), ElementsAre(HasSubstr("/password: ")));
    }
    cluster_.stop();
  }
  EXPECT_EQ(std::filesystem::status(cluster_.root().string() + kRedisConf).permissions(),
            std::filesystem::perms::owner_read);
}

std::vector<std::string> engines() {
  if (long_profile()) return {"sqlite", "postgresql"};
  return {"sqlite"};
}

INSTANTIATE_TEST_SUITE_P(Odb, PlantedSecrets, testing::ValuesIn(engines()),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace zato::test
