// Tokens: JSON Web Tokens (RFC 7519, HS256) that callers get for the credentials of a JWT definition and channels ask for. Every server
// of the cluster accepts them, since their key is made from the cluster's. Loop thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "objects/jwt.hpp"

namespace zato::server {

struct Token {
  std::string id;
  schema::Id definition = 0;
  std::string stamp;  // of the credentials that it was given for: new ones end it
  std::int64_t expires = 0;  // seconds since 1970
};

class Tokens {
 public:
  explicit Tokens(base::Secret key) : key_(std::move(key)) {}

  std::string issue(const objects::Jwt& definition, base::WallTime now) const;

  // kUnauthenticated for anything that issue() did not return, that has expired or was revoked.
  base::Result<Token> read(std::string_view text, base::WallTime now) const;

  // Whether the token is of this definition as it is now.
  bool belongs(const Token& token, const objects::Jwt& definition) const;

  void revoke(const std::string& id, std::int64_t expires, base::WallTime now);

 private:
  std::string stamp_of(const objects::Jwt& definition) const;
  std::string signature_of(std::string_view text) const;

  const base::Secret key_;
  std::unordered_map<std::string, std::int64_t> revoked_;  // until when they would be good
};

// The token of "Authorization: Bearer …", or nothing.
std::string_view bearer_of(std::string_view authorization) noexcept;

}  // namespace zato::server
