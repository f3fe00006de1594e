// Percent-encoding and query strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace zato::http {

// Nothing when a '%' is not followed by two hexadecimal digits. '+' stays '+'.
std::optional<std::string> percent_decode(std::string_view text);

bool is_utf8(std::string_view text) noexcept;  // well-formed: no overlong forms, no surrogates

// Everything but RFC 3986's unreserved characters is encoded.
std::string percent_encode(std::string_view text);

// Pairs in the order they came; a name may come several times.
class QueryParameters {
 public:
  using Pair = std::pair<std::string, std::string>;

  // "a=1&b=x+y&b=%20": '+' is a blank, a missing '=' gives an empty value, empty parts are skipped. kInvalidArgument
  // for a malformed escape or for more than `limit` pairs. Also reads application/x-www-form-urlencoded bodies.
  static base::Result<QueryParameters> parse(std::string_view query, std::size_t limit = 1000);

  std::optional<std::string_view> get(std::string_view name) const noexcept;  // the first
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<Pair>& pairs() const noexcept { return pairs_; }

 private:
  std::vector<Pair> pairs_;
};

}  // namespace zato::http
