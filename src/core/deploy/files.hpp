// What may be deployed: names of files, their languages, their order. Every way in asks here first: the admin API, the
// pickup directory, the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::deploy {

// A file as it came, not looked at by anybody yet.
struct File {
  std::string name;  // relative, with slashes: "crm.py", "acme/api.py"
  std::string bytes;
  std::string signature = {};  // the text of its signature (signature.hpp); empty: it has none
};

enum class Language { kPython, kCpp };
std::string_view name_of(Language language) noexcept;  // "python", "cpp"
std::optional<Language> language_named(std::string_view name) noexcept;

// By the end of the name: .py, .pyw, .so. Nothing: such files hold no services.
std::optional<Language> language_of(std::string_view file) noexcept;

// kInvalidArgument says what is wrong: a name that leads elsewhere, hidden files, characters that terminals, shells or
// file systems take for something else, too long, not a language that we know.
base::Result<void> check_name(std::string_view name);

// Zato's order: what others import comes first: common*, util*, model*, the rest; each by name.
bool comes_before(std::string_view one, std::string_view other) noexcept;

std::string digest_of(std::string_view bytes);  // SHA-256 in hexadecimal

struct Limits {
  std::size_t files = 10'000;             // of one deployment
  std::size_t file_bytes = 64UL << 20;    // each
  std::size_t total_bytes = 512UL << 20;  // all of them, unpacked
};

// All of one deployment: names, sizes, no two with one name. In Zato's order afterwards.
base::Result<void> check_files(std::vector<File>& files, const Limits& limits);

}  // namespace zato::deploy
