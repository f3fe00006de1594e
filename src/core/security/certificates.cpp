#include "security/certificates.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "base/text.hpp"
#include "security/openssl.hpp"

namespace zato::security {

using base::Code;
using base::Result;

namespace {

Result<Key> generate(KeyKind kind) {
  Key key(kind == KeyKind::kEcP256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048));
  if (!key) return openssl_failure(Code::kInternal, "generating a private key");
  return key;
}

std::string content(const Bio& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

// PEM of whatever `write` puts into a memory BIO.
template <class Write>
Result<std::string> pem_of(const char* what, Write write) {
  Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || write(bio.get()) != 1) return openssl_failure(Code::kInternal, std::string("writing ") + what);
  return content(bio);
}

Result<std::string> private_pem(EVP_PKEY* key, const base::Secret& password) {
  auto text = password.reveal();
  const auto* cipher = text.empty() ? nullptr : EVP_aes_256_cbc();
  return pem_of("a private key", [&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, text.data(), static_cast<int>(text.size()), nullptr,
                                         nullptr);
  });
}

Bio reader(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

Result<Certificate> read_certificate(const std::string& pem) {
  auto bio = reader(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return openssl_failure(Code::kCorrupt, "reading a certificate");
  return certificate;
}

Result<Key> read_private_key(const std::string& pem, const base::Secret& password) {
  auto bio = reader(pem);
  auto text = password.reveal();
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, text.data()));
  if (!key) return openssl_failure(Code::kCorrupt, "reading a private key");
  return key;
}

Result<void> add_part(X509_NAME* name, const char* field, const std::string& value) {
  if (value.empty()) return {};
  const auto* text = reinterpret_cast<const unsigned char*>(value.data());
  if (X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, text, static_cast<int>(value.size()), -1, 0) != 1) {
    return openssl_failure(Code::kInvalidArgument, std::string("subject field ") + field + " '" + value + "'");
  }
  return {};
}

Result<Name> name_of(const Subject& subject) {
  Name name(X509_NAME_new());
  ZATO_CHECK(add_part(name.get(), "C", subject.country));
  ZATO_CHECK(add_part(name.get(), "ST", subject.state_or_province));
  ZATO_CHECK(add_part(name.get(), "L", subject.locality));
  ZATO_CHECK(add_part(name.get(), "O", subject.organization));
  ZATO_CHECK(add_part(name.get(), "OU", subject.organizational_unit));
  ZATO_CHECK(add_part(name.get(), "CN", subject.common_name));
  return name;
}

Result<void> extend(X509* certificate, X509* issuer, int extension, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, OpensslDelete<X509_EXTENSION_free>> made(
      X509V3_EXT_conf_nid(nullptr, &context, extension, value.c_str()));
  if (!made || X509_add_ext(certificate, made.get(), -1) != 1) {
    return openssl_failure(Code::kInternal, "certificate extension " + value);
  }
  return {};
}

std::uint64_t random_serial() {
  std::uint64_t serial = 0;
  for (unsigned char byte : base::random_bytes(8)) serial = serial << 8 | byte;
  return serial >> 1 | 1;  // positive and not zero
}

struct Fields {
  X509_NAME* subject;
  X509_NAME* issuer;
  EVP_PKEY* key;
  std::uint64_t serial;
  int days;
};

Result<Certificate> blank(const Fields& fields) {
  Certificate made(X509_new());
  constexpr long kDay = 86400;
  constexpr long kClockSkew = 300;  // hosts of a cluster may disagree by so much
  const bool ok = made && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), fields.serial) == 1 &&
                  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kClockSkew) &&
                  X509_gmtime_adj(X509_getm_notAfter(made.get()), kDay * fields.days) &&
                  X509_set_subject_name(made.get(), fields.subject) == 1 &&
                  X509_set_issuer_name(made.get(), fields.issuer) == 1 && X509_set_pubkey(made.get(), fields.key) == 1;
  if (!ok) return openssl_failure(Code::kInternal, "filling in a certificate");
  return made;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::vector<std::string> parts;
  for (const auto& name : names) {
    unsigned char address[16];
    const bool ip = inet_pton(AF_INET, name.c_str(), address) == 1 || inet_pton(AF_INET6, name.c_str(), address) == 1;
    parts.push_back((ip ? "IP:" : "DNS:") + name);
  }
  return base::join(parts, ",");
}

Result<std::string> signing_request(EVP_PKEY* key, X509_NAME* subject) {
  Request request(X509_REQ_new());
  const bool ok = request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                  X509_REQ_set_subject_name(request.get(), subject) == 1 &&
                  X509_REQ_set_pubkey(request.get(), key) == 1 && X509_REQ_sign(request.get(), key, EVP_sha256()) > 0;
  if (!ok) return openssl_failure(Code::kInternal, "making a certificate request");
  return pem_of("a certificate request", [&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request.get()); });
}

std::string one_line(X509_NAME* name) {
  std::unique_ptr<char, decltype([](char* text) { OPENSSL_free(text); })> text(X509_NAME_oneline(name, nullptr, 0));
  return text ? text.get() : "";
}

std::string expiry(X509* certificate) {
  std::tm time{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time);
  return fmt::format("{:02}{:02}{:02}{:02}{:02}{:02}Z", time.tm_year % 100, time.tm_mon + 1, time.tm_mday, time.tm_hour,
                     time.tm_min, time.tm_sec);
}

std::string serial_hex(std::uint64_t serial) {
  auto text = fmt::format("{:X}", serial);
  return text.size() % 2 == 0 ? text : "0" + text;
}

Result<void> extend_leaf(X509* certificate, X509* issuer, const IssueOptions& options) {
  ZATO_CHECK(extend(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE"));
  ZATO_CHECK(extend(certificate, issuer, NID_key_usage, "critical,digitalSignature,keyEncipherment"));
  ZATO_CHECK(extend(certificate, issuer, NID_ext_key_usage,
                    options.usage == Usage::kServer ? "serverAuth" : "clientAuth,serverAuth"));
  ZATO_CHECK(extend(certificate, issuer, NID_subject_key_identifier, "hash"));
  ZATO_CHECK(extend(certificate, issuer, NID_authority_key_identifier, "keyid"));
  if (!options.names.empty())
    ZATO_CHECK(extend(certificate, issuer, NID_subject_alt_name, alternative_names(options.names)));
  return {};
}

}  // namespace

Result<Authority> create_authority(const AuthorityOptions& options, const base::Secret& password) {
  ZATO_TRY(auto key, generate(options.key));
  ZATO_TRY(auto name, name_of(options.subject));
  ZATO_TRY(auto made, blank({name.get(), name.get(), key.get(), random_serial(), options.days}));
  ZATO_CHECK(extend(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE"));
  ZATO_CHECK(extend(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign"));
  ZATO_CHECK(extend(made.get(), made.get(), NID_subject_key_identifier, "hash"));
  if (X509_sign(made.get(), key.get(), EVP_sha256()) <= 0)
    return openssl_failure(Code::kInternal, "signing an authority");
  ZATO_TRY(auto private_key, private_pem(key.get(), password));
  ZATO_TRY(auto pem, pem_of("a certificate", [&](BIO* bio) { return PEM_write_bio_X509(bio, made.get()); }));
  return Authority{base::Secret(std::move(private_key)), std::move(pem)};
}

Result<Issued> issue(const Authority& authority, const base::Secret& password, const IssueOptions& options) {
  ZATO_TRY(auto issuer, read_certificate(authority.certificate));
  ZATO_TRY(auto issuer_key, read_private_key(authority.private_key.reveal(), password));
  ZATO_TRY(auto key, generate(options.key));
  ZATO_TRY(auto name, name_of(options.subject));
  const auto serial = options.serial == 0 ? random_serial() : options.serial;
  ZATO_TRY(auto made, blank({name.get(), X509_get_subject_name(issuer.get()), key.get(), serial, options.days}));
  ZATO_CHECK(extend_leaf(made.get(), issuer.get(), options));
  if (X509_sign(made.get(), issuer_key.get(), EVP_sha256()) <= 0) {
    return openssl_failure(Code::kInternal, "signing a certificate");
  }
  ZATO_TRY(auto private_key, private_pem(key.get(), {}));
  ZATO_TRY(auto public_key, pem_of("a public key", [&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); }));
  ZATO_TRY(auto pem, pem_of("a certificate", [&](BIO* bio) { return PEM_write_bio_X509(bio, made.get()); }));
  ZATO_TRY(auto request, signing_request(key.get(), name.get()));
  return Issued{.private_key = base::Secret(std::move(private_key)),
                .public_key = std::move(public_key),
                .request = std::move(request),
                .certificate = std::move(pem),
                .expires = expiry(made.get()),
                .subject = one_line(name.get()),
                .serial_hex = serial_hex(serial)};
}

Result<std::string> certificate_fingerprint(const std::string& pem) {
  ZATO_TRY(auto certificate, read_certificate(pem));
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &size) != 1) {
    return openssl_failure(Code::kInternal, "computing a fingerprint");
  }
  digest.resize(size);
  return base::hex_encode(digest);
}

std::vector<std::string> local_names() {
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  char host[256] = "";
  if (gethostname(host, sizeof(host) - 1) == 0 && host[0] != '\0' && std::ranges::find(names, host) == names.end()) {
    names.emplace_back(host);
  }
  return names;
}

}  // namespace zato::security
