// crypto: texts encrypted with the server's key (AES-256-GCM). What one server of the cluster encrypts, all of them
// decrypt, in C++ and in Python.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "zato/raise.hpp"
#include "zato/types.hpp"

namespace zato {

// It was not encrypted by this cluster, or has been changed since.
class CryptoError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Crypto {
 public:
  explicit Crypto(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}

  std::string encrypt(std::string_view plain) const { return done(detail::needed(runtime_).encrypt(plain)); }
  std::string encrypt(const Secret& plain) const { return encrypt(plain.reveal()); }
  Secret decrypt(std::string_view encrypted) const { return Secret(done(detail::needed(runtime_).decrypt(encrypted))); }

 private:
  static std::string done(Written&& written) {
    if (!written.problem.empty()) throw CryptoError(written.problem);
    return std::move(written.bytes);
  }

  Runtime* runtime_;
};

}  // namespace zato
