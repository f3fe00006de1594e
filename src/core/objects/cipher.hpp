// Cipher: how secret fields are kept in the ODB. The key and the algorithm are the business of whoever implements it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::objects {

// Used by several threads at once.
class Cipher {
 public:
  virtual ~Cipher() = default;

  // Text to store. `bound_to` names the place it is stored in: decrypt() refuses a value that was moved to another one.
  virtual base::Result<std::string> encrypt(const base::Secret& plain, std::string_view bound_to) const = 0;

  // kCorrupt when the value was changed, moved, or encrypted with another key.
  virtual base::Result<base::Secret> decrypt(std::string_view stored, std::string_view bound_to) const = 0;
};

}  // namespace zato::objects
