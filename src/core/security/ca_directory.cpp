#include "security/ca_directory.hpp"

#include <fmt/format.h>

#include <ctime>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::security {

namespace fs = std::filesystem;
using base::Code;
using base::Result;

namespace {

constexpr mode_t kDirectoryMode = 0750;
constexpr mode_t kFileMode = 0640;
constexpr mode_t kKeyMode = 0400;

fs::path material(const fs::path& directory) { return directory / "ca-material"; }

// For people who sign further certificates with the openssl program.
std::string openssl_template(int days) {
  return fmt::format(
      "[ca]\ndefault_ca=CA_default\n\n"
      "[CA_default]\ndir=./ca-material\ncertificate=$dir/ca-cert.pem\nprivate_key=$dir/ca-key.pem\nserial=$dir/"
      "ca-serial\n"
      "database=$dir/ca-certindex\nnew_certs_dir=./out-cert\ndefault_md=sha256\ndefault_days={}\nunique_subject=no\n"
      "policy=policy_anything\n\n"
      "[policy_anything]\ncountryName=optional\nstateOrProvinceName=optional\nlocalityName=optional\n"
      "organizationName=optional\norganizationalUnitName=optional\ncommonName=supplied\nemailAddress=optional\n\n"
      "[req]\ndistinguished_name=req_dn\n[req_dn]\n\n"
      "[v3_ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\n"
      "[v3_server]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
      "extendedKeyUsage=serverAuth\n\n"
      "[v3_client_server]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
      "extendedKeyUsage=clientAuth,serverAuth\n",
      days);
}

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%d_%H-%M-%S", &parts);
  return text;
}

Result<std::uint64_t> parse_serial(const fs::path& path, const std::string& text) {
  std::uint64_t serial = 0;
  for (char c : base::trim(text)) {
    const auto lowered = static_cast<char>(c | 0x20);
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (lowered >= 'a' && lowered <= 'f') digit = lowered - 'a' + 10;
    if (digit < 0 || serial >> 59 != 0)
      return base::fail(Code::kCorrupt, path.string() + ": not a hexadecimal serial number");
    serial = serial << 4 | static_cast<unsigned>(digit);
  }
  if (serial == 0) return base::fail(Code::kCorrupt, path.string() + ": not a hexadecimal serial number");
  return serial;
}

std::string hex(std::uint64_t number) {
  auto text = fmt::format("{:X}", number);
  return (text.size() % 2 == 0 ? text : "0" + text) + "\n";
}

}  // namespace

bool is_ca_directory(const fs::path& directory) {
  std::error_code none;
  return fs::exists(directory / ".zato-ca-dir", none);
}

fs::path ca_certificate_path(const fs::path& directory) { return material(directory) / "ca-cert.pem"; }

Result<void> create_ca_directory(const fs::path& directory, const AuthorityOptions& options) {
  for (const char* name : {"ca-material", "out-csr", "out-cert", "out-priv", "out-pub"}) {
    ZATO_CHECK(base::make_directories(directory / name, kDirectoryMode));
  }
  const base::Secret password(base::random_hex(16));
  ZATO_TRY(auto authority, create_authority(options, password));
  const auto at = material(directory);
  ZATO_CHECK(base::create_file(at / "ca-password", password.reveal(), kKeyMode));
  ZATO_CHECK(base::create_file(at / "ca-key.pem", authority.private_key.reveal(), kKeyMode));
  ZATO_CHECK(base::create_file(at / "ca-cert.pem", authority.certificate, kFileMode));
  ZATO_CHECK(base::create_file(at / "ca-serial", "01\n", kFileMode));
  ZATO_CHECK(base::create_file(at / "ca-certindex", "", kFileMode));
  ZATO_CHECK(base::create_file(at / "openssl-template.conf", openssl_template(options.days), kFileMode));
  return base::create_file(directory / ".zato-ca-dir", "", kFileMode);
}

Result<IssuedFiles> issue_into(const fs::path& directory, const std::string& prefix, IssueOptions options) {
  const auto at = material(directory);
  if (!is_ca_directory(directory)) {
    return base::fail(Code::kNotFound,
                      directory.string() + " is not a certificate authority; zato ca create ca makes one");
  }
  ZATO_TRY(auto lock, base::lock_file(directory / ".zato-ca-dir"));
  ZATO_TRY(auto key, base::read_file(at / "ca-key.pem"));
  ZATO_TRY(auto certificate, base::read_file(at / "ca-cert.pem"));
  ZATO_TRY(auto password, base::read_file(at / "ca-password"));
  ZATO_TRY(auto serial_text, base::read_file(at / "ca-serial"));
  ZATO_TRY(options.serial, parse_serial(at / "ca-serial", serial_text));
  ZATO_TRY(auto issued,
           issue({base::Secret(std::move(key)), std::move(certificate)}, base::Secret(std::move(password)), options));

  ZATO_TRY(auto index, base::read_file(at / "ca-certindex"));
  index += fmt::format("V\t{}\t\t{}\tunknown\t{}\n", issued.expires, issued.serial_hex, issued.subject);
  // The serial first: a crash in between skips a number and never uses one twice.
  ZATO_CHECK(base::write_file_atomically(at / "ca-serial", hex(options.serial + 1), kFileMode));
  ZATO_CHECK(base::write_file_atomically(at / "ca-certindex", index, kFileMode));

  auto stamp = timestamp();
  std::error_code none;
  if (fs::exists(directory / "out-cert" / fmt::format("{}-cert-{}.pem", prefix, stamp), none)) {
    stamp += "-" + issued.serial_hex;  // two for the same component within one second
  }
  auto path = [&](const char* kind) {
    return directory / fmt::format("out-{}", kind) / fmt::format("{}-{}-{}.pem", prefix, kind, stamp);
  };
  IssuedFiles files{path("csr"), path("cert"), path("priv"), path("pub")};
  ZATO_CHECK(base::create_file(files.private_key, issued.private_key.reveal(), kKeyMode));
  ZATO_CHECK(base::create_file(files.public_key, issued.public_key, kFileMode));
  ZATO_CHECK(base::create_file(files.request, issued.request, kFileMode));
  ZATO_CHECK(base::create_file(files.certificate, issued.certificate, kFileMode));
  return files;
}

}  // namespace zato::security
