#include "deploy/files.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::deploy {
namespace {

using base::Code;

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kDeepest = 8;

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// Control characters and the like are not shown to whoever reads the message.
std::string shown(std::string_view name) {
  std::string text;
  for (const char c : name.substr(0, kLongestName)) text += is_plain(c) || c == '/' || c == ' ' ? c : '?';
  return "`" + text + (name.size() > kLongestName ? "…`" : "`");
}

base::Failure refused(std::string_view name, const std::string& why) {
  return base::fail(Code::kInvalidArgument, "file " + shown(name) + " cannot be deployed: " + why);
}

int rank_of(std::string_view name) noexcept {
  const auto file = name.substr(name.rfind('/') + 1);
  return file.starts_with("common") ? 0 : file.starts_with("util") ? 1 : file.starts_with("model") ? 2 : 3;
}

}  // namespace

std::string_view name_of(Language language) noexcept { return language == Language::kPython ? "python" : "cpp"; }

std::optional<Language> language_named(std::string_view name) noexcept {
  if (name == "python") return Language::kPython;
  return name == "cpp" ? std::optional(Language::kCpp) : std::nullopt;
}

std::optional<Language> language_of(std::string_view file) noexcept {
  if (file.ends_with(".py") || file.ends_with(".pyw")) return Language::kPython;
  return file.ends_with(".so") ? std::optional(Language::kCpp) : std::nullopt;
}

base::Result<void> check_name(std::string_view name) {
  if (name.empty()) return base::fail(Code::kInvalidArgument, "a file without a name cannot be deployed");
  if (name.size() > kLongestName) return refused(name, "its name is too long");
  const auto parts = base::split(name, '/');
  if (parts.size() > kDeepest) return refused(name, "it lies too deep");
  for (const auto part : parts) {
    if (part.empty() || part.front() == '.')
      return refused(name, "no part of its name may be empty or begin with a dot");
    if (part.front() == '-') return refused(name, "no part of its name may begin with a dash");
    if (!std::ranges::all_of(part, is_plain))
      return refused(name, "its name may have letters, digits, dots, dashes and underscores only");
  }
  if (!language_of(name)) return refused(name, "it is neither Python (.py) nor a module of C++ services (.so)");
  return {};
}

bool comes_before(std::string_view one, std::string_view other) noexcept {
  const auto a = rank_of(one), b = rank_of(other);
  return a != b ? a < b : one < other;
}

std::string digest_of(std::string_view bytes) { return base::hex_encode(security::sha256(bytes)); }

base::Result<void> check_files(std::vector<File>& files, const Limits& limits) {
  if (files.empty()) return base::fail(Code::kInvalidArgument, "there is nothing to deploy");
  if (files.size() > limits.files)
    return base::fail(Code::kResourceExhausted,
                      "more than " + std::to_string(limits.files) + " files cannot be deployed at once");
  std::size_t total = 0;
  for (const auto& file : files) {
    ZATO_CHECK(check_name(file.name));
    if (file.bytes.size() > limits.file_bytes)
      return base::fail(Code::kResourceExhausted,
                        "file " + shown(file.name) + " is larger than " + std::to_string(limits.file_bytes) + " bytes");
    total += file.bytes.size();
  }
  if (total > limits.total_bytes)
    return base::fail(Code::kResourceExhausted,
                      "more than " + std::to_string(limits.total_bytes) + " bytes cannot be deployed at once");
  std::ranges::sort(files, comes_before, &File::name);
  const auto twice = std::ranges::adjacent_find(files, {}, &File::name);
  if (twice != files.end()) return refused(twice->name, "it is there twice");
  return {};
}

}  // namespace zato::deploy
