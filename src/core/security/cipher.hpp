// Cipher: AES-256-GCM for secrets at rest (ODB columns, secrets.conf, zato encrypt). A sealed text is bound to the
// place it belongs to by additional data, and names the key it was sealed with. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::security {

// 32 random bytes, shown as base64. Errors and logs never contain it.
class SecretKey {
 public:
  static SecretKey create();
  static base::Result<SecretKey> parse(std::string_view base64);

  const base::Secret& text() const noexcept { return text_; }
  const std::string& id() const noexcept { return id_; }  // 8 hex digits that tell keys apart and nothing more

 private:
  friend class Cipher;
  SecretKey(base::Secret text, base::Secret bytes, std::string id)
      : text_(std::move(text)), bytes_(std::move(bytes)), id_(std::move(id)) {}

  base::Secret text_;
  base::Secret bytes_;
  std::string id_;
};

class Cipher {
 public:
  explicit Cipher(SecretKey key) : key_(std::move(key)) {}

  // zato+gcm:v1:<key id>:<base64 of nonce, ciphertext and tag>
  base::Result<std::string> encrypt(std::string_view plain, std::string_view bound_to) const;

  // Refuses another key, another place and any changed byte.
  base::Result<std::string> decrypt(std::string_view text, std::string_view bound_to) const;

  static bool is_encrypted(std::string_view text) noexcept;

 private:
  SecretKey key_;
};

// What secrets.conf and `zato encrypt` are bound to.
inline constexpr std::string_view kBoundToConfig = "config";

// For config::load_server and config::load_lb.
base::Result<std::string> decrypt_setting(const base::Secret& key, std::string_view text);

}  // namespace zato::security
