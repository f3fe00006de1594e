// Signatures of deployed files: which bytes may run under which name, said by the holder of a key, with a serial number
// that only grows, so that an older version cannot be passed off as the newest. Texts of `key: value` lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "security/signing.hpp"

namespace zato::deploy {

struct TrustedKey {
  std::string name = {};
  std::string public_key = {};  // 32 bytes
  std::int64_t expires = 0;     // microseconds since 1970; 0: never. What was signed later is refused.
};

struct PrivateKey {
  std::string name = {};
  base::Secret secret = {};
};

// What is signed, and by whom.
struct Signature {
  std::string file = {};
  std::string digest = {};  // SHA-256 in hexadecimal
  std::int64_t serial = 0;  // when it was signed, in microseconds since 1970
  std::string key = {};     // its name
  std::string signature = {};

  std::string text() const;
  static base::Result<Signature> parse(std::string_view text);
};

// The digest of a file that is to go: no bytes have it.
inline constexpr const char* kRemovedDigest = "removed";
Signature sign_removal(const PrivateKey& key, const std::string& file, std::int64_t serial);

Signature sign(const PrivateKey& key, const std::string& file, std::string_view bytes, std::int64_t serial);

// Why that signature does not let these bytes run under this name; empty: it does. `now` in microseconds since 1970; 0
// where the time of signing alone counts.
std::string objection(const Signature& signature, const std::string& file, const std::string& digest,
                      const std::vector<TrustedKey>& keys, std::int64_t now);

// Files of keys.
std::string text_of(const PrivateKey& key);
std::string text_of(const TrustedKey& key);
base::Result<PrivateKey> parse_private_key(std::string_view text);
base::Result<TrustedKey> parse_trusted_key(std::string_view text);

std::int64_t microseconds_now();

}  // namespace zato::deploy
