#include "http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace zato::http {
namespace {

constexpr std::size_t kMaxHeaders = 8 * 1024;  // of one part
constexpr std::size_t kMaxBoundary = 70;       // RFC 2046

base::Failure refuse(const std::string& why) {
  return base::fail(base::Code::kInvalidArgument, "multipart form: " + why);
}

// Up to the next ; that is not within quotes; taken away with it.
std::string_view take_parameter(std::string_view& rest) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (quoted && rest[end] == '\\' && end + 1 < rest.size()) ++end;
  }
  const auto parameter = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return parameter;
}

std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string out;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && (text[at + 1] == '"' || text[at + 1] == '\\') && at + 2 < text.size()) ++at;
    out += text[at];
  }
  return out;
}

// Of a header such as: form-data; name="a"; filename="b"
std::optional<std::string> parameter_of(std::string_view header, std::string_view name) {
  take_parameter(header);
  while (!header.empty()) {
    const auto parameter = base::trim(take_parameter(header));
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && base::iequals(base::trim(parameter.substr(0, equals)), name))
      return unquoted(base::trim(parameter.substr(equals + 1)));
  }
  return std::nullopt;
}

base::Result<FormPart> read_part(std::string_view part) {
  const auto headers_end = part.starts_with("\r\n") ? 0 : part.find("\r\n\r\n");
  if (headers_end == std::string_view::npos || headers_end > kMaxHeaders)
    return refuse("a part has no end of its headers");
  FormPart out{.name = {}, .content = part.substr(headers_end + (headers_end == 0 ? 2 : 4))};
  bool is_named = false;
  for (const auto line : base::split(part.substr(0, headers_end), '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = base::trim(line.substr(0, colon));
    const auto value = base::trim(line.substr(colon + 1));
    if (base::iequals(name, "Content-Type")) out.content_type = value;
    if (!base::iequals(name, "Content-Disposition")) continue;
    if (const auto given = parameter_of(value, "name")) out.name = *given, is_named = true;
    if (const auto given = parameter_of(value, "filename")) out.file_name = *given, out.is_file = true;
  }
  if (!is_named) return refuse("a part has no name");
  return out;
}

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
  auto rest = content_type;
  if (!base::iequals(base::trim(take_parameter(rest)), "multipart/form-data")) return {};
  return parameter_of(content_type, "boundary").value_or("");
}

base::Result<std::vector<FormPart>> parse_multipart(std::string_view body, std::string_view boundary,
                                                    std::size_t limit) {
  if (boundary.empty() || boundary.size() > kMaxBoundary) return refuse("its boundary is missing or too long");
  const std::string delimiter = "\r\n--" + std::string(boundary);
  std::vector<FormPart> parts;
  // The first delimiter may be at the very start, and what comes before it is nobody's.
  std::size_t at = body.starts_with(std::string_view(delimiter).substr(2)) ? 0 : body.find(delimiter);
  if (at == std::string_view::npos) return refuse("there is no boundary in it");
  at += at == 0 && !body.starts_with(delimiter) ? delimiter.size() - 2 : delimiter.size();
  for (;;) {
    auto rest = body.substr(at);
    if (rest.starts_with("--")) return parts;
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    if (!rest.starts_with("\r\n")) return refuse("it goes on behind a boundary");
    if (parts.size() == limit) return refuse("it has more than " + std::to_string(limit) + " parts");
    rest.remove_prefix(2);
    const auto end = rest.find(delimiter);
    if (end == std::string_view::npos) return refuse("its end is missing");
    ZATO_TRY(auto part, read_part(rest.substr(0, end)));
    parts.push_back(std::move(part));
    at = static_cast<std::size_t>(rest.data() - body.data()) + end + delimiter.size();
  }
}

}  // namespace zato::http
