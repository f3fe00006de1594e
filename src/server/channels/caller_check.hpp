// CallerCheck: decides whether a request carries the credentials of one security definition. Immutable; made once per
// configuration, used for every request of the channels that refer to the definition.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "server/security/tokens.hpp"
#include "zato/channel.hpp"

namespace zato::server {

// What became of a check.
struct Verdict {
  int refused_with = 0;                     // 400, 401 or 403; 0: may pass
  const zato::Security* caller = nullptr;  // who passed; lives as long as the check

  bool passes() const noexcept { return refused_with == 0; }
};

class CallerCheck {
 public:
  virtual ~CallerCheck() = default;

  // Takes the same time wherever a wrong credential differs.
  virtual Verdict check(const http::Request& request) const = 0;
  virtual std::string challenge() const = 0;  // for WWW-Authenticate
  virtual const zato::Security& security() const noexcept = 0;  // whom services see as the caller

  bool passes(const http::Request& request) const { return check(request).passes(); }
};

std::shared_ptr<const CallerCheck> check_for(const objects::BasicAuth& definition);
std::shared_ptr<const CallerCheck> check_for(const objects::ApiKey& definition);
std::shared_ptr<const CallerCheck> check_for(const objects::Jwt& definition, const Tokens& tokens);  // which live longer

// Refuses everybody: for channels whose definition is of a type that this server cannot check. Open by mistake would be worse.
std::shared_ptr<const CallerCheck> check_for_unknown(long long definition_id);

}  // namespace zato::server
