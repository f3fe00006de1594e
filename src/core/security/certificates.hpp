// Certificates in memory: a private authority and what it signs. ca_directory.hpp keeps them in files for `zato ca
// create`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::security {

inline constexpr int kCertificateDays = 3650;

// Empty parts are left out.
struct Subject {
  std::string organization = "My Company";
  std::string organizational_unit = "My Unit";
  std::string country = "";
  std::string state_or_province = "";
  std::string locality = "My Town";
  std::string common_name = "localhost";
};

enum class KeyKind { kEcP256, kRsa2048 };
enum class Usage { kServer, kClientServer };  // extensions v3_server and v3_client_server

struct AuthorityOptions {
  Subject subject = {};
  KeyKind key = KeyKind::kEcP256;
  int days = kCertificateDays;
};

struct IssueOptions {
  Subject subject = {};
  Usage usage = Usage::kServer;
  std::vector<std::string> names = {};  // host names and IP addresses for subjectAltName
  std::uint64_t serial = 0;             // 0: random
  KeyKind key = KeyKind::kEcP256;
  int days = kCertificateDays;
};

// All PEM.
struct Issued {
  base::Secret private_key;
  std::string public_key;
  std::string request;
  std::string certificate;
  std::string expires;     // YYMMDDHHMMSSZ, as OpenSSL's index file has it
  std::string subject;     // /O=My Company/CN=localhost
  std::string serial_hex;  // upper case, even number of digits
};

struct Authority {
  base::Secret private_key;  // PEM; encrypted when it was made with a password
  std::string certificate;
};

base::Result<Authority> create_authority(const AuthorityOptions& options, const base::Secret& password);
base::Result<Issued> issue(const Authority& authority, const base::Secret& password, const IssueOptions& options);

// SHA-256 of the certificate's DER, lower-case hex: what a pinned certificate is compared by.
base::Result<std::string> certificate_fingerprint(const std::string& pem);

// localhost, 127.0.0.1, ::1 and this host's name: what a component's certificate is good for.
std::vector<std::string> local_names();

}  // namespace zato::security
