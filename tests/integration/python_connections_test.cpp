// Python services and the systems around them: REST, e-mail, SQL, as existing services call them. The services are in
// python_services/connections.py.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/cluster.hpp"
#include "support/fake_http.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

// A system that is called: tells what it was asked.
class Peer {
 public:
  Endpoint endpoint() const { return http_.endpoint(); }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::string answer(const std::string& request) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    if (request.find("/late") != std::string::npos) eventually(3s, [] { return false; });
    if (request.find("/slow") != std::string::npos) eventually(300ms, [] { return false; });
    if (request.find("/missing") != std::string::npos) return FakeHttp::answer(404, "{}", "Content-Type: application/json\r\n");
    if (request.find("/redirect") != std::string::npos) return FakeHttp::answer(302, "", "Location: http://169.254.169.254/\r\n");
    return FakeHttp::answer(200, R"({"id": 1, "name": "Joan"})", "Content-Type: application/json\r\n");
  }

  std::mutex mutex_;  // guards requests_
  std::vector<std::string> requests_;
  FakeHttp http_{[this](const std::string& request) { return answer(request); }};
};

// Takes one message after the other and keeps what it was sent.
class FakeSmtp {
 public:
  FakeSmtp() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 8);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  ~FakeSmtp() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  FakeSmtp(const FakeSmtp&) = delete;

  int port() const { return port_; }
  std::string received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  void serve() {
    for (int client = 0; (client = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(client)) {
      say(client, "220 here\r\n");
      std::string pending;
      bool in_message = false;
      char bytes[4096];
      for (ssize_t got = 0; (got = ::read(client, bytes, sizeof bytes)) > 0;) {
        pending.append(bytes, static_cast<std::size_t>(got));
        for (std::size_t end = 0; (end = pending.find("\r\n")) != std::string::npos; pending.erase(0, end + 2)) {
          const auto line = pending.substr(0, end);
          const std::lock_guard lock(mutex_);
          received_ += line + "\n";
          if (in_message && line != ".") continue;
          in_message = line == "data" || line == "DATA";
          say(client, in_message ? "354 go on\r\n" : line.starts_with("quit") || line.starts_with("QUIT") ? "221 bye\r\n" : "250 fine\r\n");
        }
      }
    }
  }
  static void say(int client, std::string_view text) { [[maybe_unused]] const auto sent = ::write(client, text.data(), text.size()); }

  int listener_, port_ = 0;
  mutable std::mutex mutex_;  // guards received_
  std::string received_;
  std::jthread thread_;
};

class PythonConnections : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    peer_ = new Peer;
    mail_ = new FakeSmtp;
    cluster_ = new Cluster({.servers = 1, .start = false});
    std::filesystem::copy(ZATO_TEST_PYTHON_SERVICES "/connections.py", cluster_->component("server1") / "work/hot-deploy/current");
    cluster_->start();
    const auto key = created("zato.security.apikey.create", {{"name", "crm-key"}, {"header", "X-CRM"}, {"password", "planted-key"}});
    const json rest{{"name", "crm"}, {"connection", "outgoing"}, {"transport", "plain_http"}, {"host", "http://127.0.0.1:" + std::to_string(peer_->endpoint().port)},
                    {"url_path", "/customer/{id}"}, {"data_format", "json"}, {"timeout", 1}, {"security_id", key["id"]}};
    created("zato.http-soap.create", rest);
    auto off = rest;
    off.update({{"name", "off"}, {"is_active", false}});
    created("zato.http-soap.create", off);
    for (const auto& [name, port] : std::map<std::string, int>{{"mail", mail_->port()}, {"away", 1}}) {
      created("zato.email.smtp.create", {{"name", name}, {"host", "127.0.0.1"}, {"port", port}, {"mode", "plain"}, {"timeout", 1}, {"ping_address", "a@example.com"}});
    }
    created("zato.outgoing.sql.create", {{"name", "lite"}, {"engine", "sqlite"}, {"host", "-"}, {"port", 1}, {"db_name", (cluster_->root() / "lite.db").string()}, {"username", "-"}, {"password", "planted-sql"}});
    for (const char* name : {"call", "wrong", "mail", "query", "many"}) {
      created("zato.http-soap.create", {{"name", name}, {"connection", "channel"}, {"transport", "plain_http"}, {"url_path", std::string("/") + name},
                                        {"service", std::string("connections.") + name}, {"data_format", "json"}});
    }
    wait_until("the channels are there", 10s, [] { return get(cluster_->server(1), "/many").status == 200; });
  }
  static void TearDownTestSuite() {
    delete cluster_;
    delete peer_;
    delete mail_;
    cluster_ = nullptr;
    peer_ = nullptr;
  }

  static json created(const std::string& service, const json& input) {
    const auto done = cluster_->zato({"service", "invoke", cluster_->component("server1"), service, "--payload", input.dump()});
    EXPECT_EQ(done.exit_code, 0) << service << done.out << done.err;
    const auto answer = json::parse(done.out, nullptr, false);
    return answer.is_object() && answer.size() == 1 ? *answer.begin() : json{{"id", 0}};  // the response element
  }
  static json answer(const std::string& path) {
    const auto response = get(cluster_->server(1), path);
    EXPECT_EQ(response.status, 200) << response.body << cluster_->server_log(1);
    return response.status == 200 ? json::parse(response.body, nullptr, false) : json::object();
  }

  static Cluster* cluster_;
  static Peer* peer_;
  static FakeSmtp* mail_;
};

Cluster* PythonConnections::cluster_ = nullptr;
Peer* PythonConnections::peer_ = nullptr;
FakeSmtp* PythonConnections::mail_ = nullptr;

TEST_F(PythonConnections, RestIsCalledWithParametersHeadersAndCredentials) {
  auto all = answer("/call");
  EXPECT_EQ(all["status"], 200);
  EXPECT_EQ(all["json"], all["data"]);
  EXPECT_EQ(all["data"]["name"], "Joan");
  EXPECT_EQ(all["missing"], 404) << "a status is no exception";
  EXPECT_EQ(all["ok"], false);
  EXPECT_EQ(all["model"], "Joan");
  EXPECT_EQ(all["none"], true);
  EXPECT_THAT(all["names"], Contains("crm"));
  EXPECT_THAT(peer_->requests(), Contains(AllOf(testing::StartsWith("POST /customer/a%20b?x=1%262 HTTP/1.1"), HasSubstr("X-CRM: planted-key"), HasSubstr("X-Own: h"),
                                                HasSubstr("X-Zato-CID: K"), HasSubstr("Content-Type: application/json"), HasSubstr(R"({"name":"J/oan"})"))));
  EXPECT_THAT(peer_->requests(), Contains(testing::StartsWith("GET /customer/7 HTTP/1.1")));
}

TEST_F(PythonConnections, WhatIsWrongIsAnException) {
  EXPECT_EQ(answer("/wrong"), (json{{"no params", "ValueError"}, {"unknown", "KeyError"}, {"late", "TimeoutException"}, {"is_timeout", true},
                                    {"split", "InvalidHeader"}, {"redirect", "302"}, {"off", "Inactive"}}));
}

TEST_F(PythonConnections, ManyWaitForAPeerAtTheSameTime) {
  const auto start = Clock::now();
  EXPECT_EQ(answer("/many"), (json{{"ok", 20}}));
  EXPECT_LT(Clock::now() - start, 20 * 300ms);
}

TEST_F(PythonConnections, MailIsSentAndWhatCannotBeSentIsFalse) {
  EXPECT_EQ(answer("/mail"), (json{{"sent", true}, {"away", false}}));
  EXPECT_THAT(mail_->received(), AllOf(HasSubstr("Subject: planted subject"), HasSubstr("b@example.com"), HasSubstr("a.txt")));
  EXPECT_THAT(cluster_->server_log(1), HasSubstr("the message `planted subject` was not sent"));
}

TEST_F(PythonConnections, SqlIsQueriedThroughSqlAlchemy) { EXPECT_THAT(answer("/query"), Contains("planted")); }

}  // namespace
}  // namespace zato::test
