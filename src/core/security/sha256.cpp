#include "security/sha256.hpp"

#include <openssl/evp.h>

#include <array>

#include "base/text.hpp"

namespace zato::security {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return base::hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace zato::security
