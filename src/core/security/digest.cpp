#include "security/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace zato::security {
namespace {

const unsigned char* octets(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                 nullptr) != 1)
    throw std::runtime_error("SHA-256 cannot be computed");
  digest.resize(size);
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(bytes), bytes.size(),
            reinterpret_cast<unsigned char*>(digest.data()), &size))
    throw std::runtime_error("HMAC cannot be computed");
  digest.resize(size);
  return digest;
}

base::Secret derived_key(const base::Secret& cluster_key, std::string_view purpose) {
  return base::Secret(hmac_sha256(cluster_key.reveal(), purpose));
}

}  // namespace zato::security
