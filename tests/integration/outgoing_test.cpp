// Outgoing REST connections as services in both languages use them, against a peer that is a process of its own. The
// services are in cpp_services/outgoing.cpp and python_services/outgoing.py; the peer is peers/rest_peer.py.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

enum Problem { kUnknown = 1, kInactive, kInvalid, kBusy, kTimeout, kUnavailable, kTls, kRefused };

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Peer {
 public:
  explicit Peer(std::vector<std::string> tls = {}) : process_(command(port_, std::move(tls))) {
    wait_until("the peer listens", 10s, [&] { return !port_is_free(port_.number()); });
  }
  int port() const { return port_; }
  Endpoint endpoint() const { return {.port = port_.number()}; }

 private:
  static Command command(int port, std::vector<std::string> tls) {
    std::vector<std::string> arguments{ZATO_TEST_PEERS "/rest_peer.py", std::to_string(port)};
    if (!tls.empty()) {
      arguments.push_back("--tls");
      arguments.insert(arguments.end(), tls.begin(), tls.end());
    }
    return {.program = "/usr/bin/python3", .arguments = arguments};
  }

  Port port_;
  Process process_;
};

// An authority, and what it signed for a server and for a client.
class Certificates {
 public:
  Certificates() {
    make(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem");
    for (const std::string name : {"server", "client"}) {
      make("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name +
           " -addext subjectAltName=IP:127.0.0.1 -keyout " + name + ".key -out " + name + ".csr");
      make("x509 -req -days 2 -copy_extensions copy -in " + name +
           ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -out " + name + ".pem");
    }
  }
  std::filesystem::path operator/(const std::string& name) const { return directory_ / name; }

 private:
  void make(const std::string& arguments) const {
    const auto done =
        run({.program = "/bin/sh", .arguments = {"-c", "openssl " + arguments}, .directory = directory_.path()});
    if (done.exit_code != 0) throw std::runtime_error(done.err);
  }
  TempDir directory_;
};

class OutgoingSuite {
 public:
  OutgoingSuite() {
    const auto deployed = cluster.component("server1") / "work/hot-deploy/current";
    std::filesystem::copy(ZATO_TEST_PYTHON_SERVICES "/outgoing.py", deployed);
    std::filesystem::copy(ZATO_TEST_CPP_SERVICES "/test_outgoing.so", deployed);
    // What is dead must not keep a server from starting.
    cluster.start();
    const auto plain = "http://127.0.0.1:" + std::to_string(peer.port());
    for (const auto& [name, path] : std::map<std::string, std::string>{{"echo", "/echo/{id}"},
                                                                       {"form", "/echo"},
                                                                       {"teapot", "/status/418"},
                                                                       {"late", "/late/{ms}"},
                                                                       {"status", "/status/{code}"},
                                                                       {"close", "/close"},
                                                                       {"flaky", "/flaky"},
                                                                       {"gzip", "/gzip"},
                                                                       {"slowly", "/slowly"},
                                                                       {"redirect", "/redirect"}}) {
      json extra = {{"data_format", name == "echo" ? "json" : ""}};
      if (name == "slowly") extra["timeout"] = 1;
      connect(name, plain, path == "/echo/{id}" ? "/echo" : path, extra);
    }
    connect("parameter", plain, "/echo/{id}");
    connect("off", plain, "/echo", {{"is_active", false}});
    connect("dead", "http://127.0.0.1:1", "/");
    const auto id = [&](const json& made) { return made["id"]; };
    const auto security = [&](const std::string& name) { return json{{"security_id", ids.at(name)}}; };
    ids["basic"] = id(
        create("zato.security.basic-auth.create", {{"name", "basic"}, {"username", "joan"}, {"realm", "crm"}, {"password", "planted"}}));
    ids["key"] =
        id(create("zato.security.apikey.create", {{"name", "key"}, {"header", "X-CRM"}, {"password", "planted"}}));
    ids["ntlm"] =
        id(create("zato.security.ntlm.create", {{"name", "ntlm"}, {"username", "joan"}, {"password", "planted"}}));
    ids["wrong"] =
        id(create("zato.security.ntlm.create", {{"name", "wrong"}, {"username", "jane"}, {"password", "wrong"}}));
    connect("basic", plain, "/echo", security("basic"));
    connect("key", plain, "/echo", security("key"));
    connect("ntlm", plain, "/ntlm", security("ntlm"));
    connect("ntlm-wrong", plain, "/ntlm", security("wrong"));
    const auto secure = "https://127.0.0.1:" + std::to_string(tls_peer.port());
    const auto authority =
        id(create("zato.security.tls.ca-cert.create", {{"name", "ca"}, {"value", read_file(certificates / "ca.pem")}}));
    ids["own"] =
        id(create("zato.security.tls.key-cert.create",
                  {{"name", "own"},
                   {"auth_data", read_file(certificates / "client.key") + read_file(certificates / "client.pem")}}));
    connect("tls", secure, "/echo", {{"sec_tls_ca_cert_id", authority}, {"security_id", ids["own"]}});
    connect("tls-stranger", secure, "/echo", {{"security_id", ids["own"]}});
    connect("tls-unchecked", secure, "/echo", {{"tls_verify", false}, {"security_id", ids["own"]}});
    connect("tls-nobody", secure, "/echo", {{"sec_tls_ca_cert_id", authority}});
    for (const auto* service :
         {"outgoing.cpp.fiber", "outgoing.cpp.thread", "outgoing.cpp.cpu", "outgoing.cpp.careless", "outgoing.python",
          "outgoing.python.careless", "outgoing.python.pieces"}) {
      create("zato.http-soap.create", {{"name", service},
                                       {"connection", "channel"},
                                       {"transport", "plain_http"},
                                       {"url_path", std::string("/") + service},
                                       {"service", service},
                                       {"data_format", "json"}});
    }
    wait_until("the channels are there", 10s,
               [&] { return get(cluster.server(1), "/outgoing.python.pieces").status != 404; });
  }

  json create(const std::string& service, const json& input) const {
    const auto done =
        cluster.zato({"service", "invoke", cluster.component("server1"), service, "--payload", input.dump()});
    EXPECT_EQ(done.exit_code, 0) << service << done.out << done.err;
    const auto answer = json::parse(done.out, nullptr, false);
    return answer.is_object() && answer.size() == 1 ? *answer.begin() : json{{"id", 0}};  // the response element
  }
  json connect(const std::string& name, const std::string& host, const std::string& path,
               const json& extra = json::object()) const {
    json connection{{"name", name}, {"connection", "outgoing"}, {"transport", "plain_http"},
                    {"host", host}, {"url_path", path},         {"timeout", 5}};
    connection.update(extra);
    return create("zato.http-soap.create", connection);
  }

  Certificates certificates;
  Peer peer;
  Peer tls_peer{{certificates / "server.pem", certificates / "server.key", certificates / "ca.pem"}};
  Cluster cluster{{.servers = 1, .start = false}};
  std::map<std::string, json> ids;
};

class Outgoing : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() { suite_ = std::make_unique<OutgoingSuite>(); }
  static void TearDownTestSuite() { suite_.reset(); }

  json call(const json& told) const {
    const auto response = post(suite_->cluster.server(1), "/outgoing." + GetParam(), told.dump());
    EXPECT_EQ(response.status, 200) << response.body << suite_->cluster.server_log(1);
    return json::parse(response.body, nullptr, false);
  }
  json echoed(const json& told) const {
    const auto answer = call(told);
    EXPECT_EQ(answer["status"], 200) << answer;
    return answer["json"];
  }

  static std::unique_ptr<OutgoingSuite> suite_;
};

std::unique_ptr<OutgoingSuite> Outgoing::suite_;

TEST_P(Outgoing, CarriesMethodParametersHeadersAndData) {
  const auto told = echoed({{"conn", "parameter"},
                            {"method", "PUT"},
                            {"params", {{"id", "a b/c"}, {"x", "1&2"}}},
                            {"headers", {{"X-Own", "h"}}},
                            {"data", "text"}});
  EXPECT_EQ(told["method"], "PUT");
  EXPECT_EQ(told["target"], "/echo/a%20b%2Fc?x=1%262");
  EXPECT_EQ(told["headers"]["x-own"], "h");
  EXPECT_EQ(told["headers"]["content-type"], "text/plain");
  EXPECT_EQ(told["body"], "text");
  EXPECT_EQ(told["headers"]["x-zato-cid"].get<std::string>().size(), 40U);
  EXPECT_EQ(echoed({{"conn", "echo"}, {"method", "POST"}, {"data", {{"name", "Joan"}}}})["headers"]["content-type"],
            "application/json");
}

TEST_P(Outgoing, ProvesWhoItIs) {
  EXPECT_EQ(echoed({{"conn", "basic"}})["headers"]["authorization"], basic_auth("joan", "planted"));
  EXPECT_EQ(echoed({{"conn", "key"}})["headers"]["x-crm"], "planted");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(echoed({{"conn", "ntlm"}, {"method", "POST"}, {"data", "text"}})["body"], "text");
  EXPECT_EQ(call({{"conn", "ntlm-wrong"}})["status"], 401);
  EXPECT_EQ(echoed({{"conn", "tls"}})["client"], "client");
}

TEST_P(Outgoing, TrustsNobodyWithoutProof) {
  const auto stranger = call({{"conn", "tls-stranger"}});
  EXPECT_EQ(stranger["error"], kTls) << stranger;
  EXPECT_THAT(stranger["message"].get<std::string>(),
              AllOf(HasSubstr("tls-stranger: 127.0.0.1:"), HasSubstr("certificate was refused")));
  EXPECT_EQ(echoed({{"conn", "tls-unchecked"}})["client"], "client");
  EXPECT_TRUE(call({{"conn", "tls-nobody"}}).contains("error"));
}

TEST_P(Outgoing, AnyStatusIsAnAnswer) {
  const auto missing = call({{"conn", "status"}, {"params", {{"code", 404}}}});
  EXPECT_EQ(missing["status"], 404);
  EXPECT_EQ(missing["ok"], false);
  EXPECT_EQ(call({{"conn", "gzip"}})["text"], "unpacked");
}

TEST_P(Outgoing, SaysWhyThereIsNoAnswer) {
  const auto problem = [&](const json& told) { return call(told).value("error", 0); };
  EXPECT_EQ(problem({{"conn", "ehco"}}), kUnknown);
  EXPECT_EQ(problem({{"conn", "off"}}), kInactive);
  EXPECT_EQ(problem({{"conn", "parameter"}}), kInvalid);
  EXPECT_EQ(problem({{"conn", "echo"}, {"headers", {{"X-Own", "a\r\nX-Evil: 1"}}}}), kInvalid);
  EXPECT_EQ(problem({{"conn", "dead"}}), kUnavailable);
  EXPECT_EQ(problem({{"conn", "close"}}), kUnavailable);
  const auto start = Clock::now();
  EXPECT_EQ(problem({{"conn", "slowly"}}), kTimeout);
  EXPECT_LT(Clock::now() - start, 3s) << "each byte must not begin the time anew";
}

TEST_P(Outgoing, RepeatsWhatIsSafeToRepeat) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(call({{"conn", "flaky"}})["status"], 200);
}

TEST_P(Outgoing, RedirectsLeadNowhereInside) {
  const auto inside = "http://127.0.0.1:" + std::to_string(suite_->tls_peer.port()) + "/echo";
  const auto here = "/echo/redirected";
  EXPECT_EQ(call({{"conn", "redirect"}, {"params", {{"to", inside}}}})["status"], 302);
  EXPECT_EQ(call({{"conn", "redirect"}, {"params", {{"to", here}}}, {"redirects", true}})["status"], 200);
  for (const auto& to : {inside, std::string("http://169.254.169.254/latest/meta-data"),
                         std::string("http://0177.0.0.1/"), std::string("http://[::ffff:7f00:1]/")})
    EXPECT_EQ(call({{"conn", "redirect"}, {"params", {{"to", to}}}, {"redirects", true}}).value("error", 0), kRefused)
        << to;
}

INSTANTIATE_TEST_SUITE_P(Of, Outgoing, testing::Values("cpp.fiber", "cpp.thread", "cpp.cpu", "python"),
                         [](const auto& given) {
                           auto name = given.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

class OutgoingOnce : public Outgoing {};

INSTANTIATE_TEST_SUITE_P(Of, OutgoingOnce, testing::Values("python"));

TEST_P(OutgoingOnce, TheAnswerLooksLikeThatOfTheUsualLibrary) {
  const auto response = get(suite_->cluster.server(1), "/outgoing.python.pieces");
  ASSERT_EQ(response.status, 200) << response.body << suite_->cluster.server_log(1);
  const auto seen = json::parse(response.body);
  EXPECT_EQ(seen["target"], "/echo?x=1&x=2");
  for (const char* yes : {"content", "elapsed", "inactive"}) EXPECT_EQ(seen[yes], true) << yes;
  EXPECT_EQ(seen["bool"], false);
  EXPECT_EQ(seen["raised"], "HTTPError");
  EXPECT_EQ(seen["reason"], "Said");
  EXPECT_EQ(seen["header"], "application/json");
  EXPECT_EQ(seen["form"], "a=b+c");
  EXPECT_EQ(seen["form_type"], "application/x-www-form-urlencoded");
  EXPECT_EQ(seen["ping"], "Code: 200");
  EXPECT_EQ(seen["facade"], 200);
  EXPECT_THAT(seen["missing"].get<std::string>(), HasSubstr("proxies="));
}

TEST_P(OutgoingOnce, TheCallerOfACarelessServiceIsToldNoDetails) {
  for (const auto& [language, expected] : std::map<std::string, int>{{"cpp", 503}, {"python", 500}}) {
    const auto response = get(suite_->cluster.server(1), "/outgoing." + language + ".careless?conn=dead");
    EXPECT_EQ(response.status, expected) << language;
    EXPECT_THAT(response.body, Not(HasSubstr("127.0.0.1")));
    EXPECT_THAT(suite_->cluster.server_log(1), HasSubstr("cannot connect to 127.0.0.1:1"));
  }
}

TEST_P(OutgoingOnce, IsPingedByItsOperators) {
  const auto server = suite_->cluster.component("server1");
  const auto good = suite_->cluster.zato({"outgoing-rest", "ping", "echo", "--path", server});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("Code: 200"));
  const auto bad = suite_->cluster.zato({"outgoing-rest", "ping", "dead", "--path", server});
  EXPECT_NE(bad.exit_code, 0);
  EXPECT_THAT(bad.err, HasSubstr("dead: 127.0.0.1:1: HEAD /: cannot connect"));
  const auto counted = suite_->create("zato.http-soap.get-statistics",
                                      {{"name", "dead"}, {"connection", "outgoing"}, {"transport", "plain_http"}});
  EXPECT_GE(counted["errors"], 1);
  EXPECT_THAT(counted["last_error"].get<std::string>(), HasSubstr("cannot connect"));
  wait_until("the metrics tell", 5s, [] {
    const auto page = get(suite_->cluster.server(1), "/metrics").body;
    return page.find("zato_outgoing_errors_total{connection=\"dead\"") != std::string::npos;
  });
}

TEST_P(OutgoingOnce, AnEditIsInForceForTheNextCall) {
  const auto to = [](int port) { return "http://127.0.0.1:" + std::to_string(port); };
  const auto made = suite_->connect("moving", to(1), "/echo");
  const auto told = [&] {
    return json::parse(post(suite_->cluster.server(1), "/outgoing.cpp.fiber", R"({"conn": "moving"})").body);
  };
  EXPECT_EQ(told().value("error", 0), kUnavailable);
  suite_->create("zato.http-soap.edit", {{"id", made["id"]}, {"host", to(suite_->peer.port())}});
  EXPECT_EQ(told()["status"], 200);
  suite_->create("zato.http-soap.edit", {{"id", made["id"]}, {"is_active", false}});
  EXPECT_EQ(told().value("error", 0), kInactive);
  suite_->create("zato.http-soap.delete", {{"id", made["id"]}});
  EXPECT_EQ(told().value("error", 0), kUnknown);
}

TEST_P(OutgoingOnce, ManyCallsWaitAtTheSameTimeInOneWorker) {
  constexpr int kMany = 500;
  suite_->connect("many", "http://127.0.0.1:" + std::to_string(suite_->peer.port()), "/late/1000",
                  {{"pool_size", 1000}, {"timeout", 30}});
  for (const std::string language : {"cpp", "python"}) {
    const auto start = Clock::now();
    std::vector<std::unique_ptr<Connection>> clients;
    for (int i = 0; i < kMany; ++i) {
      clients.push_back(std::make_unique<Connection>(suite_->cluster.server(1), 30s));
      clients.back()->send(serialize({.target = "/outgoing." + language + ".careless?conn=many"}));
    }
    int answered = 0;
    for (auto& client : clients) answered += client->read_response().body.find("late") != std::string::npos;
    EXPECT_EQ(answered, kMany) << language;
    EXPECT_LT(Clock::now() - start, 15s) << language;
  }
}

TEST_P(OutgoingOnce, DeadTargetsDoNotDelayAStart) {
  Cluster cluster({.servers = 1});
  const auto server = cluster.component("server1");
  // Nobody answers there, not even with a refusal.
  for (int i = 0; i < 100; ++i) {
    const auto done = cluster.zato({"outgoing-rest", "create", "hole" + std::to_string(i), "--host", "http://192.0.2.1",
                                    "--url-path", "/", "--path", server});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  cluster.zato({"stop", server});
  const auto start = Clock::now();
  cluster.zato({"start", server});
  wait_until("the server answers", 10s, [&] { return answers(cluster.server(1), "/zato/ping"); });
  EXPECT_LT(Clock::now() - start, 3s * slowness());
}

}  // namespace
}  // namespace zato::test
