// Server and client over TLS: the same code paths on another kind of stream.
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "http/client.hpp"
#include "rt/tls.hpp"
#include "unit/http/server_fixture.hpp"

namespace zato::http {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;

rt::Deadline soon() { return rt::Deadline::after(20s); }

class TlsServerTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    dir_ = fs::temp_directory_path() / ("zato-http-tls-" + base::random_hex(6));
    fs::create_directories(dir_);
    const std::string command =
        "cd " + dir_.string() +
        " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  static void TearDownTestSuite() { fs::remove_all(dir_); }

  void with_tls_server(const ServerOptions& options, const std::function<void(Client&)>& body) {
    with_server(options, [&] {
      const auto context =
          rt::TlsContext::server(
              {.certificate = dir_ / "cert.pem", .private_key = dir_ / "key.pem", .verify_peer = false})
              .value();
      rt::Acceptor acceptor(*loop_, std::move(*rt::listen_tcp("127.0.0.1", 0)));
      acceptor.start([&](std::unique_ptr<rt::SocketStream> stream) {
        auto tls = std::make_shared<std::unique_ptr<rt::TlsStream>>(
            std::make_unique<rt::TlsStream>(context, std::move(stream)));
        loop_->spawn([this, tls] {
          if ((*tls)->handshake(soon())) server_->add(std::move(*tls));
        });
      });
      Client client({.host = "localhost",
                     .port = acceptor.port(),
                     .tls = rt::TlsContext::client({.ca_certificates = dir_ / "cert.pem"}).value()});
      body(client);
    });
  }

  static inline fs::path dir_;
};

TEST_F(TlsServerTest, AnswersManyRequestsOnOneConnection) {
  with_tls_server(quick_options(), [&](Client& client) {
    for (int i = 0; i < 20; ++i) {
      const auto response =
          client.send({.method = "POST", .target = "/in", .headers = {}, .body = std::string(50'000, 'b')}, soon());
      ASSERT_TRUE(response) << response.error().text();
      EXPECT_THAT(response->body, EndsWith(std::string(50'000, 'b')));
    }
    EXPECT_EQ(server_->status().accepted, 1u);
    const auto large = client.send({.target = "/large"}, soon());
    ASSERT_TRUE(large) << large.error().text();
    EXPECT_EQ(large->body.size(), 4'000'000u);
  });
}

TEST_F(TlsServerTest, TellsARefusedClientWhyAndNoticesIdleConnectionsThatEnd) {
  ServerOptions options = quick_options();
  options.limits.body = 1000;
  options.idle_timeout = 500ms;
  with_tls_server(options, [&](Client& client) {
    const auto refused =
        client.send({.method = "POST", .target = "/in", .headers = {}, .body = std::string(200'000, 'b')}, soon());
    ASSERT_TRUE(refused) << refused.error().text();
    EXPECT_EQ(refused->status, 413);
    ASSERT_TRUE(client.send({}, soon()));
    wait_until([&] { return server_->status().connections == 0; });
    EXPECT_TRUE(client.send({.method = "POST"}, soon())) << "on a new connection";
  });
}

}  // namespace
}  // namespace zato::http
