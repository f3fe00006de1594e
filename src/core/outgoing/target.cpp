#include "outgoing/target.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "http/query.hpp"

namespace zato::outgoing {
namespace {

// As forms have it (application/x-www-form-urlencoded): a blank is '+'.
void append_form(std::string& out, std::string_view text) {
  auto encoded = http::percent_encode(text);
  for (std::size_t at = 0; (at = encoded.find("%20", at)) != std::string::npos; ++at) encoded.replace(at, 3, "+");
  out += encoded;
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  append_form(out, name);
  out += '=';
  append_form(out, value);
}

}  // namespace

base::Result<std::string> fill_target(std::string_view pattern, const zato::Params& params) {
  std::string out;
  std::vector<std::string_view> used;
  auto rest = pattern;
  for (std::size_t open = 0; (open = rest.find('{')) != rest.npos;) {
    const auto close = rest.find('}', open);
    if (close == rest.npos) break;
    const auto name = rest.substr(open + 1, close - open - 1);
    const std::string* value = params.find(name);
    if (!value || value->empty()) {
      return base::fail(base::Code::kInvalidArgument,
                        "parameter `" + std::string(name) + "` of " + std::string(pattern) + " is missing");
    }
    if (*value == "." || *value == "..") {  // segments that lead elsewhere, encoded or not
      return base::fail(base::Code::kInvalidArgument,
                        "parameter `" + std::string(name) + "` of " + std::string(pattern) + " must not be " + *value);
    }
    (out += rest.substr(0, open)) += http::percent_encode(*value);
    used.push_back(name);
    rest.remove_prefix(close + 1);
  }
  out += rest;
  if (out.empty()) out = "/";
  char separator = out.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : params) {
    if (std::ranges::find(used, name) != used.end()) continue;
    out += std::exchange(separator, '&');
    append_pair(out, name, value);
  }
  return out;
}

std::string literal_target(std::string_view pattern) {
  std::string out;
  for (const char c : pattern) {
    if (c == '{' || c == '}')
      out += http::percent_encode({&c, 1});
    else
      out += c;
  }
  return out.empty() ? "/" : out;
}

std::string form_encoded(const zato::Params& params) {
  std::string out;
  for (const auto& [name, value] : params) {
    if (!out.empty()) out += '&';
    append_pair(out, name, value);
  }
  return out;
}

}  // namespace zato::outgoing
