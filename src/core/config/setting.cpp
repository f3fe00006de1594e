#include "config/setting.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"

namespace zato::config {

using base::Code;
using base::Result;

namespace {

std::string number_text(double value) {
  return std::floor(value) == value && std::abs(value) < 1e15 ? fmt::format("{}", static_cast<std::int64_t>(value))
                                                              : fmt::format("{}", value);
}

std::string unit_text(const Setting& setting) {
  if (setting.kind == Kind::kDuration) return setting.facts.unit == "ms" ? " of milliseconds" : " of seconds";
  return setting.facts.unit.empty() ? std::string{} : " of " + setting.facts.unit;
}

std::string range_text(const Facts& facts) {
  if (facts.min && facts.max) return fmt::format(" from {} to {}", number_text(*facts.min), number_text(*facts.max));
  if (facts.min) return fmt::format(", at least {}", number_text(*facts.min));
  if (facts.max) return fmt::format(", at most {}", number_text(*facts.max));
  return {};
}

base::Failure wrong(const Setting& setting, std::string_view text) {
  if (setting.secret()) return base::fail(Code::kInvalidArgument, fmt::format("must be {}", setting.allowed()));
  return base::fail(Code::kInvalidArgument, fmt::format("must be {}, not '{}'", setting.allowed(), text));
}

bool in_range(const Facts& facts, double value) {
  return (!facts.min || value >= *facts.min) && (!facts.max || value <= *facts.max);
}

}  // namespace

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::kBool:
      return "bool";
    case Kind::kInteger:
      return "integer";
    case Kind::kNumber:
      return "number";
    case Kind::kDuration:
      return "duration";
    case Kind::kText:
      return "text";
    case Kind::kPath:
      return "path";
    case Kind::kSecret:
      return "secret";
    case Kind::kMap:
      return "map";
  }
  return "?";
}

std::string Setting::allowed() const {
  if (!facts.one_of.empty()) return "one of " + base::join(facts.one_of, ", ");
  switch (kind) {
    case Kind::kBool:
      return "True or False";
    case Kind::kInteger:
      return "a whole number" + unit_text(*this) + range_text(facts);
    case Kind::kNumber:
    case Kind::kDuration:
      return "a number" + unit_text(*this) + range_text(facts);
    case Kind::kText:
      return "text";
    case Kind::kPath:
      return "a path";
    case Kind::kSecret:
      return "a secret";
    case Kind::kMap:
      return "name=value pairs, separated by commas";
  }
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, bool& out) {
  auto value = base::parse_bool(text);
  if (!value) return wrong(setting, text);
  out = *value;
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, std::int64_t& out) {
  auto value = base::parse_number<std::int64_t>(text);
  if (!value || !in_range(setting.facts, static_cast<double>(*value))) return wrong(setting, text);
  out = *value;
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, double& out) {
  auto value = base::parse_number<double>(text);
  if (!value || !std::isfinite(*value) || !in_range(setting.facts, *value)) return wrong(setting, text);
  out = *value;
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, std::chrono::milliseconds& out) {
  auto value = base::parse_number<double>(text);
  if (!value || !std::isfinite(*value) || *value < 0 || *value > 1e9 || !in_range(setting.facts, *value)) {
    return wrong(setting, text);
  }
  out = std::chrono::milliseconds(std::llround(setting.facts.unit == "ms" ? *value : *value * 1000));
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, std::string& out) {
  if (setting.facts.one_of.empty()) {
    out = text;
    return {};
  }
  for (const auto& choice : setting.facts.one_of) {
    if (!base::iequals(choice, text)) continue;
    out = choice;
    return {};
  }
  return wrong(setting, text);
}

Result<void> parse_value(const Setting& setting, std::string_view text, std::filesystem::path& out) {
  if (text.find('\0') != std::string_view::npos) return wrong(setting, text);
  out = text;
  return {};
}

Result<void> parse_value(const Setting&, std::string_view text, base::Secret& out) {
  out = base::Secret(std::string(text));
  return {};
}

Result<void> parse_value(const Setting& setting, std::string_view text, std::map<std::string, std::string>& out) {
  std::map<std::string, std::string> parsed;
  if (!base::trim(text).empty()) {
    for (auto part : base::split(text, ',')) {
      auto equals = part.find('=');
      if (equals == std::string_view::npos || base::trim(part.substr(0, equals)).empty()) return wrong(setting, text);
      parsed[std::string(base::trim(part.substr(0, equals)))] = base::trim(part.substr(equals + 1));
    }
  }
  out = std::move(parsed);
  return {};
}

std::string format_value(const Setting&, bool value) { return value ? "True" : "False"; }
std::string format_value(const Setting&, std::int64_t value) { return std::to_string(value); }
std::string format_value(const Setting&, double value) { return number_text(value); }
std::string format_value(const Setting& setting, std::chrono::milliseconds value) {
  auto count = static_cast<double>(value.count());
  return number_text(setting.facts.unit == "ms" ? count : count / 1000);
}
std::string format_value(const Setting&, const std::string& value) { return value; }
std::string format_value(const Setting&, const std::filesystem::path& value) { return value.string(); }
std::string format_value(const Setting&, const base::Secret& value) { return value.reveal(); }
std::string format_value(const Setting&, const std::map<std::string, std::string>& value) {
  std::vector<std::string> parts;
  for (const auto& [name, text] : value) parts.push_back(name + "=" + text);
  return base::join(parts, ",");
}

}  // namespace zato::config
