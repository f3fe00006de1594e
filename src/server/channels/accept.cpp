#include "server/channels/accept.hpp"

#include "base/text.hpp"

namespace zato::server {
namespace {

// "application/json" against "application/*": either side may be a range.
bool overlap(std::string_view a, std::string_view b) {
  if (a == "*/*" || b == "*/*" || base::iequals(a, b)) return true;
  const auto type_of = [](std::string_view range) { return range.substr(0, range.find('/')); };
  return (a.ends_with("/*") || b.ends_with("/*")) && base::iequals(type_of(a), type_of(b));
}

}  // namespace

bool accepts(std::string_view header, std::string_view wanted) noexcept {
  if (header.empty() || wanted == "*/*" || wanted.empty()) return true;
  while (!header.empty()) {
    const auto comma = header.find(',');
    const std::string_view range = base::trim(header.substr(0, comma));
    if (overlap(base::trim(range.substr(0, range.find(';'))), wanted)) return true;
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
  }
  return false;
}

}  // namespace zato::server
