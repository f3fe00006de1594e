#include "deploy/signature.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.hpp"
#include "deploy/files.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr const char* kSignatureTitle = "zato-deploy-signature 1";
constexpr const char* kPrivateTitle = "zato-deploy-private-key 1";
constexpr const char* kPublicTitle = "zato-deploy-key 1";
constexpr std::size_t kLongest = 4096;

using Lines = std::map<std::string, std::string, std::less<>>;

// Each key once, and no other than these: what is not understood is not trusted.
Result<Lines> parse_lines(std::string_view text, std::string_view title, const std::vector<std::string>& needed,
                          const std::vector<std::string>& possible = {}) {
  const auto wrong = [&] {
    return fail(Code::kInvalidArgument, "it does not read `" + std::string(title) + "` and so on");
  };
  if (text.size() > kLongest || !text.ends_with('\n')) return wrong();
  const auto lines = base::split(text.substr(0, text.size() - 1), '\n');
  if (lines.front() != title) return wrong();
  Lines found;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(": ");
    if (colon == std::string_view::npos) return wrong();
    const std::string key(lines[i].substr(0, colon));
    const bool known =
        std::ranges::find(needed, key) != needed.end() || std::ranges::find(possible, key) != possible.end();
    if (!known || !found.emplace(key, lines[i].substr(colon + 2)).second) return wrong();
  }
  if (!std::ranges::all_of(needed, [&](const auto& key) { return found.contains(key); })) return wrong();
  return found;
}

Result<std::string> bytes_in(const Lines& lines, std::string_view key, std::size_t size) {
  auto bytes = base::base64_decode(lines.find(key)->second);
  if (!bytes || bytes->size() != size)
    return fail(Code::kInvalidArgument, std::string(key) + " is not " + std::to_string(size) + " bytes in base64");
  return std::move(*bytes);
}

std::string signed_text(const Signature& signature) {
  return std::string(kSignatureTitle) + "\nfile: " + signature.file + "\nsha256: " + signature.digest +
         "\nserial: " + std::to_string(signature.serial) + "\nkey: " + signature.key + "\n";
}

}  // namespace

std::string Signature::text() const {
  return signed_text(*this) + "signature: " + base::base64_encode(signature) + "\n";
}

Result<Signature> Signature::parse(std::string_view text) {
  ZATO_TRY(const auto lines, parse_lines(text, kSignatureTitle, {"file", "sha256", "serial", "key", "signature"}));
  ZATO_TRY(auto bytes, bytes_in(lines, "signature", 64));
  const auto serial = base::parse_number<std::int64_t>(lines.find("serial")->second);
  if (!serial || *serial < 1) return fail(Code::kInvalidArgument, "serial is not a number");
  return Signature{.file = lines.find("file")->second,
                   .digest = lines.find("sha256")->second,
                   .serial = *serial,
                   .key = lines.find("key")->second,
                   .signature = std::move(bytes)};
}

namespace {

Signature signed_with(const PrivateKey& key, Signature signature) {
  signature.key = key.name;
  signature.signature = security::sign(key.secret, signed_text(signature));
  return signature;
}

}  // namespace

Signature sign(const PrivateKey& key, const std::string& file, std::string_view bytes, std::int64_t serial) {
  return signed_with(key, {.file = file, .digest = digest_of(bytes), .serial = serial});
}

Signature sign_removal(const PrivateKey& key, const std::string& file, std::int64_t serial) {
  return signed_with(key, {.file = file, .digest = kRemovedDigest, .serial = serial});
}

std::string objection(const Signature& signature, const std::string& file, const std::string& digest,
                      const std::vector<TrustedKey>& keys, std::int64_t now) {
  const auto key = std::ranges::find(keys, signature.key, &TrustedKey::name);
  if (key == keys.end()) return "it is signed with a key that is not trusted here";
  if (!security::verify(key->public_key, signed_text(signature), signature.signature))
    return "its signature is not genuine";
  if (signature.digest != digest) return "it is not what was signed";
  if (signature.file != file) return "it was signed under another name";
  if (key->expires != 0 && (signature.serial > key->expires || now > key->expires))
    return "the key that it is signed with has expired";
  return {};
}

std::string text_of(const PrivateKey& key) {
  return std::string(kPrivateTitle) + "\nname: " + key.name + "\nkey: " + base::base64_encode(key.secret.reveal()) +
         "\n";
}

std::string text_of(const TrustedKey& key) {
  const auto expires = key.expires == 0 ? "" : "expires: " + std::to_string(key.expires / 1'000'000) + "\n";
  return std::string(kPublicTitle) + "\nname: " + key.name + "\nkey: " + base::base64_encode(key.public_key) + "\n" +
         expires;
}

Result<PrivateKey> parse_private_key(std::string_view text) {
  ZATO_TRY(const auto lines, parse_lines(text, kPrivateTitle, {"name", "key"}));
  ZATO_TRY(auto secret, bytes_in(lines, "key", 32));
  return PrivateKey{.name = lines.find("name")->second, .secret = base::Secret(std::move(secret))};
}

Result<TrustedKey> parse_trusted_key(std::string_view text) {
  ZATO_TRY(const auto lines, parse_lines(text, kPublicTitle, {"name", "key"}, {"expires"}));
  ZATO_TRY(auto key, bytes_in(lines, "key", 32));
  TrustedKey trusted{.name = lines.find("name")->second, .public_key = std::move(key)};
  if (const auto at = lines.find("expires"); at != lines.end()) {
    const auto seconds = base::parse_number<std::int64_t>(at->second);
    if (!seconds || *seconds < 1) return fail(Code::kInvalidArgument, "expires is not a number of seconds since 1970");
    trusted.expires = *seconds * 1'000'000;
  }
  return trusted;
}

std::int64_t microseconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace zato::deploy
