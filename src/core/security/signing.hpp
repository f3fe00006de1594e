// Ed25519: keys, signatures. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace zato::security {

struct SigningKey {
  base::Secret secret = {};     // 32 bytes
  std::string public_key = {};  // 32 bytes
};

SigningKey new_signing_key();
std::string public_key_of(const base::Secret& secret);
std::string sign(const base::Secret& secret, std::string_view bytes);  // 64 bytes
bool verify(std::string_view public_key, std::string_view bytes, std::string_view signature) noexcept;

}  // namespace zato::security
