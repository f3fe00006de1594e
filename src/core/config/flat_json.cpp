// The reader of lb-agent.conf. Called by load.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_error.hpp"
#include "base/text.hpp"
#include "config/entry.hpp"

namespace zato::config {

namespace {

using nlohmann::json;

std::size_t line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

// Where "key" is first written; good enough to lead the eye to it.
std::string origin_of(std::string_view text, const std::string& file_name, const std::string& key) {
  auto at = text.find(json(key).dump());
  return at == std::string_view::npos ? file_name : fmt::format("{}:{}", file_name, line_of(text, at));
}

std::optional<std::string> value_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_number()) return value.dump();
  if (value.is_null()) return std::string{};
  if (!value.is_object()) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& [name, inner] : value.items()) {
    if (!inner.is_string()) return std::nullopt;
    parts.push_back(name + "=" + inner.get<std::string>());
  }
  return base::join(parts, ",");
}

}  // namespace

base::Result<std::vector<Entry>> parse_flat_json(std::string_view text, const std::string& file_name) {
  using base::Code;
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    auto line = line_of(text, std::min(error.byte, text.size()));
    return base::fail(Code::kInvalidArgument,
                      fmt::format("{}:{}: this is not JSON: {}", file_name, line, base::json_mistake(error.what())));
  }
  if (!document.is_object()) {
    return base::fail(Code::kInvalidArgument, fmt::format("{}:1: the file must hold one JSON object", file_name));
  }
  std::vector<Entry> entries;
  for (const auto& [key, value] : document.items()) {
    auto origin = origin_of(text, file_name, key);
    auto as_text = value_text(value);
    if (!as_text) {
      return base::fail(
          Code::kInvalidArgument,
          fmt::format("{}: [main] {}: must be text, a number, true or false, or an object of texts", origin, key));
    }
    entries.push_back({"main", key, std::move(*as_text), std::move(origin)});
  }
  return entries;
}

}  // namespace zato::config
