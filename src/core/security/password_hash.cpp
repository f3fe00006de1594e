#include "security/password_hash.hpp"

#include <argon2.h>

#include "base/text.hpp"

namespace zato::security {

namespace {

// OWASP's second choice: 19 MiB of memory, two passes, one lane.
constexpr std::uint32_t kMemoryKiB = 19456;
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

}  // namespace

base::Result<std::string> hash_password(const base::Secret& password) {
  const auto salt = base::random_bytes(kSaltBytes);
  const auto& text = password.reveal();
  std::string encoded(argon2_encodedlen(kPasses, kMemoryKiB, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int rc = argon2id_hash_encoded(kPasses, kMemoryKiB, kLanes, text.data(), text.size(), salt.data(), salt.size(),
                                       kHashBytes, encoded.data(), encoded.size());
  if (rc != ARGON2_OK) {
    return base::fail(base::Code::kInternal, std::string("hashing a password: ") + argon2_error_message(rc));
  }
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_password(const std::string& hash, const base::Secret& password) {
  const auto& text = password.reveal();
  return argon2id_verify(hash.c_str(), text.data(), text.size()) == ARGON2_OK;
}

}  // namespace zato::security
