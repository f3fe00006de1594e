#include "security/signing.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace zato::security {
namespace {

constexpr std::size_t kKeySize = 32, kSignatureSize = 64;

struct FreeKey {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* octets(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

Key private_key(const base::Secret& secret) {
  const auto& bytes = secret.reveal();
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(bytes), bytes.size()));
  if (!key) throw std::runtime_error("this is not an Ed25519 key");
  return key;
}

}  // namespace

SigningKey new_signing_key() {
  base::Secret secret(base::random_bytes(kKeySize));
  auto shown = public_key_of(secret);
  return {std::move(secret), std::move(shown)};
}

std::string public_key_of(const base::Secret& secret) {
  const auto key = private_key(secret);
  std::string bytes(kKeySize, '\0');
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1)
    throw std::runtime_error("the public half of an Ed25519 key cannot be computed");
  return bytes;
}

std::string sign(const base::Secret& secret, std::string_view bytes) {
  const auto key = private_key(secret);
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureSize, '\0');
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets(bytes),
                     bytes.size()) != 1)
    throw std::runtime_error("nothing can be signed");
  return signature;
}

bool verify(std::string_view public_key, std::string_view bytes, std::string_view signature) noexcept {
  if (public_key.size() != kKeySize || signature.size() != kSignatureSize) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(bytes), bytes.size()) == 1;
}

}  // namespace zato::security
