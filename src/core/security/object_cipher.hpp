// ObjectCipher: the cluster's key as the ODB uses it for secret fields of objects (objects/cipher.hpp).
#pragma once

#include "objects/cipher.hpp"
#include "security/cipher.hpp"

namespace zato::security {

class ObjectCipher final : public objects::Cipher {
 public:
  explicit ObjectCipher(SecretKey key) : cipher_(std::move(key)) {}

  base::Result<std::string> encrypt(const base::Secret& plain, std::string_view bound_to) const override {
    return cipher_.encrypt(plain.reveal(), bound_to);
  }
  base::Result<base::Secret> decrypt(std::string_view stored, std::string_view bound_to) const override {
    ZATO_TRY(auto plain, cipher_.decrypt(stored, bound_to));
    return base::Secret(std::move(plain));
  }

 private:
  security::Cipher cipher_;
};

}  // namespace zato::security
