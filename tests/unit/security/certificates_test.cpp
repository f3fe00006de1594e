#include "security/certificates.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "security/openssl.hpp"

namespace zato::security {
namespace {

Certificate read(const std::string& pem) {
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// Whether a TLS peer that trusts `authority` takes `leaf` for `purpose`.
bool verifies(const std::string& authority, const std::string& leaf, int purpose) {
  std::unique_ptr<X509_STORE, OpensslDelete<X509_STORE_free>> store(X509_STORE_new());
  std::unique_ptr<X509_STORE_CTX, OpensslDelete<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  auto root = read(authority);
  auto certificate = read(leaf);
  X509_STORE_add_cert(store.get(), root.get());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  const bool ok = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  return ok;
}

class Issuing : public testing::Test {
 protected:
  base::Secret password_{"pw"};
  Authority authority_ = *create_authority({}, password_);
};

TEST_F(Issuing, AServerCertificateIsGoodForServersOnly) {
  auto issued = issue(authority_, password_, {.usage = Usage::kServer, .names = {"localhost", "127.0.0.1"}});
  ASSERT_TRUE(issued) << issued.error().text();
  EXPECT_TRUE(verifies(authority_.certificate, issued->certificate, X509_PURPOSE_SSL_SERVER));
  EXPECT_FALSE(verifies(authority_.certificate, issued->certificate, X509_PURPOSE_SSL_CLIENT));
  auto certificate = read(issued->certificate);
  EXPECT_EQ(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "example.com", 0, 0, nullptr), 0);
}

TEST_F(Issuing, AClientServerCertificateIsGoodForBoth) {
  auto issued = issue(authority_, password_, {.usage = Usage::kClientServer, .key = KeyKind::kRsa2048});
  ASSERT_TRUE(issued) << issued.error().text();
  EXPECT_TRUE(verifies(authority_.certificate, issued->certificate, X509_PURPOSE_SSL_SERVER));
  EXPECT_TRUE(verifies(authority_.certificate, issued->certificate, X509_PURPOSE_SSL_CLIENT));
}

TEST_F(Issuing, AnotherAuthorityDoesNotVerify) {
  auto other = *create_authority({}, {});
  auto issued = issue(authority_, password_, {});
  EXPECT_FALSE(verifies(other.certificate, issued->certificate, X509_PURPOSE_SSL_SERVER));
}

TEST_F(Issuing, NeedsTheAuthoritysPassword) {
  EXPECT_FALSE(issue(authority_, base::Secret("wrong"), {}));
  EXPECT_THAT(authority_.private_key.reveal(), testing::HasSubstr("ENCRYPTED PRIVATE KEY"));
}

TEST_F(Issuing, UsesTheSerialAndSubjectGiven) {
  Subject subject{.organization = "Ä & Co", .country = "DE", .common_name = "server1"};
  auto issued = issue(authority_, password_, {.subject = subject, .serial = 0xabc});
  ASSERT_TRUE(issued) << issued.error().text();
  EXPECT_EQ(issued->serial_hex, "0ABC");
  EXPECT_THAT(issued->subject, testing::HasSubstr("/CN=server1"));
  EXPECT_EQ(issued->expires.size(), 13u);
  EXPECT_FALSE(issue(authority_, password_, {.subject = {.country = "Germany"}}));
}

TEST_F(Issuing, FingerprintsTellCertificatesApart) {
  auto a = *certificate_fingerprint(issue(authority_, password_, {})->certificate);
  auto b = *certificate_fingerprint(issue(authority_, password_, {})->certificate);
  EXPECT_EQ(a.size(), 64u);
  EXPECT_NE(a, b);
  EXPECT_FALSE(certificate_fingerprint("nonsense"));
}

}  // namespace
}  // namespace zato::security
