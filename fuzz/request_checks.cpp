#include "fuzz/request_checks.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/strict_check.hpp"

namespace zato::fuzz {
namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

// Properties of one request that was let through.
std::string check_served(std::string_view request) {
  const std::string_view head = request.substr(0, request.find("\n\n"));
  const auto lines = base::split(head, '\n');
  int hosts = 0;
  int framings = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (has_control(lines[i])) return "control character in: " + std::string(lines[i]);
    if (i == 0) continue;
    const std::string_view name = lines[i].substr(0, lines[i].find(':'));
    if (!http::is_token(name)) return "field name is no token: " + std::string(name);
    if (base::iequals(name, "host")) ++hosts;
    if (base::iequals(name, "content-length") || base::iequals(name, "transfer-encoding")) ++framings;
  }
  if (hosts > 1 || (hosts == 0 && lines[0].find(" 1.1") != std::string_view::npos)) return "not one Host";
  if (framings > 1) return "more than one field decides about the body";
  if (std::any_of(lines[0].begin(), lines[0].end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return "target is not ASCII";
  return {};
}

}  // namespace

std::string check_request_bytes(std::string_view bytes) {
  const http::ReadLimits limits{.head = 2048, .target = 512, .fields = 20, .body = 4096, .chunk_overhead = 512};
  const Outcome whole = feed_whole(bytes, limits);
  if (const Outcome single = feed_bytes(bytes, limits); single != whole)
    return "byte by byte: " + single.end + ", whole: " + whole.end;
  const Outcome pieces = feed(bytes, limits, [&](std::size_t i) {
    return i % 7 * 5 + static_cast<unsigned char>(bytes[i % bytes.size()]) % 11;
  });
  if (pieces != whole) return "in pieces: " + pieces.end + ", whole: " + whole.end;
  for (const std::string& request : whole.requests)
    if (std::string wrong = check_served(request); !wrong.empty()) return wrong;
  return {};
}

}  // namespace zato::fuzz
