#include "rt/tls.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"

namespace zato::rt {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

Deadline soon() { return Deadline::after(10s); }

// Two certificate authorities and what they signed, made by the openssl program once for all tests.
class Tls : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = fs::temp_directory_path() / ("zato-tls-" + base::random_hex(6));
    fs::create_directories(dir_);
    for (const std::string ca : {"ours", "foreign"}) {
      run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + ca + "-ca -keyout " + ca + "-ca.key -out " + ca + "-ca.pem");
      for (const std::string name : {"server", "client"}) {
        const std::string both = ca + "-" + name;
        run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " + both + ".key -out " + both + ".csr");
        run("x509 -req -days 2 -copy_extensions copy -in " + both + ".csr -CA " + ca + "-ca.pem -CAkey " + ca + "-ca.key -CAcreateserial -out " + both + ".pem");
      }
    }
  }
  static void TearDownTestSuite() { fs::remove_all(dir_); }

  static void run(const std::string& arguments) {
    const std::string command = "cd " + dir_.string() + " && openssl " + arguments + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }

  static TlsContext::Options files(const std::string& name, const std::string& ca) {
    return {.certificate = dir_ / (name + ".pem"), .private_key = dir_ / (name + ".key"), .ca_certificates = dir_ / (ca + "-ca.pem")};
  }

  struct Outcome {
    base::Result<void> server = {};
    base::Result<void> client = {};
    std::string echoed = {};
    std::string seen_fingerprint = {};
  };

  // A client says "hello", the server answers with the same; both over one socket pair.
  static Outcome meet(const TlsContext::Options& server_options, const TlsContext::Options& client_options, const std::string& name = "localhost") {
    Outcome out;
    Loop loop;
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    TlsStream server(TlsContext::server(server_options).value(), std::make_unique<SocketStream>(loop, base::UniqueFd(fds[0])));
    TlsStream client(TlsContext::client(client_options).value(), std::make_unique<SocketStream>(loop, base::UniqueFd(fds[1])), name);
    Event server_done;
    loop.spawn([&] {
      out.server = server.handshake(soon());
      std::array<char, 64> block;
      if (out.server) {
        out.seen_fingerprint = server.peer_fingerprint();
        const auto n = server.read_some(block, soon());
        if (n && *n > 0) (void)server.write_all({block.data(), *n}, soon());
      }
      server.close();
      server_done.set();
    });
    loop.spawn([&] {
      out.client = client.handshake(soon());
      std::array<char, 64> block;
      if (out.client && client.write_all("hello", soon())) {
        const auto n = client.read_some(block, soon());
        if (n) out.echoed.assign(block.data(), *n);
      }
      client.close();
      server_done.wait(soon());
      loop.stop();
    });
    loop.run();
    return out;
  }

  static inline fs::path dir_;
};

TEST_F(Tls, BothSidesKnowEachOther) {
  const auto out = meet(files("ours-server", "ours"), files("ours-client", "ours"));
  EXPECT_TRUE(out.server) << out.server.error().text();
  EXPECT_TRUE(out.client) << out.client.error().text();
  EXPECT_EQ(out.echoed, "hello");
  EXPECT_EQ(out.seen_fingerprint.size(), 64U);
}

TEST_F(Tls, AClientWithoutACertificateIsRefused) {
  auto client = files("ours-client", "ours");
  client.certificate.clear();
  client.private_key.clear();
  const auto out = meet(files("ours-server", "ours"), client);
  ASSERT_FALSE(out.server);
  EXPECT_EQ(out.server.error().code, base::Code::kUnauthenticated);
  EXPECT_EQ(out.echoed, "");
}

TEST_F(Tls, AClientOfAForeignAuthorityIsRefused) {
  const auto out = meet(files("ours-server", "ours"), files("foreign-client", "ours"));
  ASSERT_FALSE(out.server);
  EXPECT_THAT(out.server.error().message, HasSubstr("certificate was refused"));
}

TEST_F(Tls, AServerOfAForeignAuthorityIsRefused) {
  const auto out = meet(files("foreign-server", "ours"), files("ours-client", "ours"));
  ASSERT_FALSE(out.client);
  EXPECT_EQ(out.client.error().code, base::Code::kUnauthenticated);
}

TEST_F(Tls, AServerOfAnotherNameIsRefused) {
  const auto out = meet(files("ours-server", "ours"), files("ours-client", "ours"), "example.com");
  ASSERT_FALSE(out.client);
  EXPECT_THAT(out.client.error().message, HasSubstr("certificate was refused"));
}

TEST_F(Tls, AnAddressIsANameToo) { EXPECT_TRUE(meet(files("ours-server", "ours"), files("ours-client", "ours"), "127.0.0.1").client); }

TEST_F(Tls, UnusableFilesAreNamed) {
  auto options = files("ours-server", "ours");
  options.private_key = dir_ / "missing.key";
  const auto context = TlsContext::server(options);
  ASSERT_FALSE(context);
  EXPECT_THAT(context.error().message, HasSubstr("missing.key"));
}

}  // namespace
}  // namespace zato::rt
