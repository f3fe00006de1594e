#include "security/cipher.hpp"

#include "base/text.hpp"
#include "security/openssl.hpp"

namespace zato::security {

using base::Code;
using base::Result;

namespace {

constexpr std::string_view kPrefix = "zato+gcm:";
constexpr std::string_view kVersion = "v1";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string sha256(std::string_view text) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), bytes(digest), &size, EVP_sha256(), nullptr);
  return digest;
}

std::string id_of(std::string_view key) {
  return base::hex_encode(sha256("zato key id" + std::string(key)).substr(0, 4));
}

// Version and key id are authenticated along with the place.
std::string additional_data(std::string_view key_id, std::string_view bound_to) {
  return std::string(kVersion) + ":" + std::string(key_id) + ":" + std::string(bound_to);
}

base::Failure broken() {
  return base::fail(Code::kCorrupt, "an encrypted value does not have the format zato+gcm:v1:…");
}

}  // namespace

SecretKey SecretKey::create() {
  auto key = base::random_bytes(kKeyBytes);
  auto id = id_of(key);
  auto text = base::base64_encode(key);
  return SecretKey(base::Secret(std::move(text)), base::Secret(std::move(key)), std::move(id));
}

Result<SecretKey> SecretKey::parse(std::string_view base64) {
  auto key = base::base64_decode(base::trim(base64));
  if (!key || key->size() != kKeyBytes) {
    return base::fail(Code::kInvalidArgument,
                      "a secret key must be 32 bytes in base64; zato crypto create-secret-key makes one");
  }
  auto id = id_of(*key);
  return SecretKey(base::Secret(std::string(base::trim(base64))), base::Secret(std::move(*key)), std::move(id));
}

Result<std::string> Cipher::encrypt(std::string_view plain, std::string_view bound_to) const {
  const auto nonce = base::random_bytes(kNonceBytes);
  const auto data = additional_data(key_.id(), bound_to);
  std::string sealed(plain.size(), '\0');
  std::string tag(kTagBytes, '\0');
  int size = 0;
  CipherContext context(EVP_CIPHER_CTX_new());
  const bool ok =
      context &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_.bytes_.reveal()), bytes(nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, bytes(data), static_cast<int>(data.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes(sealed), &size, bytes(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), bytes(tag), &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1;
  if (!ok) return openssl_failure(Code::kInternal, "encrypting a secret");
  return std::string(kPrefix) + std::string(kVersion) + ":" + key_.id() + ":" +
         base::base64_encode(nonce + sealed + tag);
}

Result<std::string> Cipher::decrypt(std::string_view text, std::string_view bound_to) const {
  if (!is_encrypted(text)) return broken();
  const auto parts = base::split(text.substr(kPrefix.size()), ':');
  if (parts.size() != 3 || parts[0] != kVersion) return broken();
  if (parts[1] != key_.id()) {
    return base::fail(Code::kPermissionDenied, "a value was encrypted with key " + std::string(parts[1]) +
                                                   ", and the key given is " + key_.id());
  }
  auto raw = base::base64_decode(parts[2]);
  if (!raw || raw->size() < kNonceBytes + kTagBytes) return broken();
  const auto nonce = raw->substr(0, kNonceBytes);
  const auto sealed = raw->substr(kNonceBytes, raw->size() - kNonceBytes - kTagBytes);
  auto tag = raw->substr(raw->size() - kTagBytes);
  const auto data = additional_data(key_.id(), bound_to);
  std::string plain(sealed.size(), '\0');
  int size = 0;
  CipherContext context(EVP_CIPHER_CTX_new());
  const bool ok =
      context &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_.bytes_.reveal()), bytes(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, bytes(data), static_cast<int>(data.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes(plain), &size, bytes(sealed), static_cast<int>(sealed.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes(tag), &size) == 1;
  ERR_clear_error();
  if (!ok) return base::fail(Code::kCorrupt, "an encrypted value was changed, or moved from the place it belongs to");
  return plain;
}

bool Cipher::is_encrypted(std::string_view text) noexcept { return text.starts_with(kPrefix); }

Result<std::string> decrypt_setting(const base::Secret& key, std::string_view text) {
  ZATO_TRY(auto parsed, SecretKey::parse(key.reveal()));
  return Cipher(std::move(parsed)).decrypt(text, kBoundToConfig);
}

}  // namespace zato::security
