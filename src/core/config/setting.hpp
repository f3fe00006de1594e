// What one setting is: its name, its member in a settings struct, and the facts every interpreter needs (reader,
// environment, renderers). Declared in server_settings.cpp, lb_settings.cpp …; nobody else includes this file to read a
// value.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::config {

enum class Kind { kBool, kInteger, kNumber, kDuration, kText, kPath, kSecret, kMap };

std::string_view kind_name(Kind kind) noexcept;

// What a declaration says beside name and member. The default is the member's own initialiser.
struct Facts {
  std::string help;                          // at least 10 characters, one sentence
  std::vector<std::string> aliases = {};     // other accepted spellings of the key
  std::optional<double> min = std::nullopt;  // in the unit of the setting
  std::optional<double> max = std::nullopt;
  std::vector<std::string> one_of = {};  // compared without case, kept as declared
  std::string unit = {};                 // durations: "s" (default) or "ms"; otherwise for the reader only
  std::string default_text = {};         // shown where the default depends on the machine
};

struct Setting {
  std::string section;
  std::string key;
  Kind kind;
  Facts facts;
  // `settings` points to the struct the table was declared for. A failure says only what is wrong and what is allowed.
  std::function<base::Result<void>(void* settings, std::string_view text)> set;
  std::function<std::string(const void* settings)> get;  // as a file would hold it; secrets are revealed
  std::function<void(void* settings, const std::filesystem::path& base)> resolve;  // paths become absolute

  bool secret() const noexcept { return kind == Kind::kSecret; }
  // "a whole number from 1 to 65535", "True or False": for messages and for the reference page.
  std::string allowed() const;
};

// Conversions between file text and members, one overload per member type.
base::Result<void> parse_value(const Setting& setting, std::string_view text, bool& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, std::int64_t& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, double& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, std::chrono::milliseconds& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, std::string& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, std::filesystem::path& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, base::Secret& out);
base::Result<void> parse_value(const Setting& setting, std::string_view text, std::map<std::string, std::string>& out);

std::string format_value(const Setting& setting, bool value);
std::string format_value(const Setting& setting, std::int64_t value);
std::string format_value(const Setting& setting, double value);
std::string format_value(const Setting& setting, std::chrono::milliseconds value);
std::string format_value(const Setting& setting, const std::string& value);
std::string format_value(const Setting& setting, const std::filesystem::path& value);
std::string format_value(const Setting& setting, const base::Secret& value);
std::string format_value(const Setting& setting, const std::map<std::string, std::string>& value);

template <class V>
constexpr Kind kind_of() {
  if constexpr (std::is_same_v<V, bool>)
    return Kind::kBool;
  else if constexpr (std::is_same_v<V, std::int64_t>)
    return Kind::kInteger;
  else if constexpr (std::is_same_v<V, double>)
    return Kind::kNumber;
  else if constexpr (std::is_same_v<V, std::chrono::milliseconds>)
    return Kind::kDuration;
  else if constexpr (std::is_same_v<V, std::string>)
    return Kind::kText;
  else if constexpr (std::is_same_v<V, std::filesystem::path>)
    return Kind::kPath;
  else if constexpr (std::is_same_v<V, base::Secret>)
    return Kind::kSecret;
  else
    return Kind::kMap;
}

}  // namespace zato::config
