// A certificate authority as a directory, laid out as Zato's `ca create` does, so that `openssl ca` can work with it as
// well:
//   .zato-ca-dir, ca-material/{ca-key.pem, ca-cert.pem, ca-password, ca-serial, ca-certindex, openssl-template.conf},
//   out-{csr,cert,priv,pub}/<prefix>-<kind>-<time>.pem
// Used by the command line only.
#pragma once

#include <filesystem>
#include <string>

#include "security/certificates.hpp"

namespace zato::security {

struct IssuedFiles {
  std::filesystem::path request;
  std::filesystem::path certificate;
  std::filesystem::path private_key;
  std::filesystem::path public_key;
};

bool is_ca_directory(const std::filesystem::path& directory);

// `directory` exists and is empty.
base::Result<void> create_ca_directory(const std::filesystem::path& directory, const AuthorityOptions& options);

// `options.serial` is taken from the directory. `prefix` is lb-agent, web-admin or <cluster>-<server>.
base::Result<IssuedFiles> issue_into(const std::filesystem::path& directory, const std::string& prefix,
                                     IssueOptions options);

std::filesystem::path ca_certificate_path(const std::filesystem::path& directory);

}  // namespace zato::security
