// RateRules: who may ask how often, as administrators write it:
//   # partners
//   10.0.0.0/8=100/m
//   10.0.0.7=*
//   *=1000/h
// Used by rate_limiter.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_network.hpp"
#include "base/result.hpp"

namespace zato::server {

struct RateRule {
  std::string from;                         // as written
  std::optional<base::IpNetwork> network = {};  // nothing: everybody
  std::optional<std::int64_t> limit = {};       // nothing: as often as they like
  std::chrono::seconds window{60};              // a minute, an hour or a day
};

class RateRules {
 public:
  // kInvalidArgument names the line.
  static base::Result<RateRules> parse(std::string_view text);

  // Of the rules that the address falls under, the one for the fewest addresses, wherever it stands. Null: not listed. An address
  // that cannot be read falls under `*` only.
  const RateRule* find(std::string_view address) const;
  const std::vector<RateRule>& rules() const noexcept { return rules_; }

 private:
  std::vector<RateRule> rules_;  // those for fewer addresses first, `*` last
};

}  // namespace zato::server
