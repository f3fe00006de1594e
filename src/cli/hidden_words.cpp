#include "cli/hidden_words.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace zato::cli {

namespace {

// "--odb-password", "--secret-key", "--secret"; payloads of services may hold anything.
bool names_secret(std::string name) {
  if (!name.starts_with("--")) return false;
  std::ranges::replace(name, '_', '-');
  return name.ends_with("password") || name == "--secret" || name == "--secret-key" || name == "--payload";
}

void overwrite(char* text) { std::memset(text, '*', std::strlen(text)); }

}  // namespace

void hide_secret_words(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    char* equals = std::strchr(argv[i], '=');
    const std::string name(argv[i], equals ? static_cast<std::size_t>(equals - argv[i]) : std::strlen(argv[i]));
    if (!names_secret(name)) continue;
    if (equals)
      overwrite(equals + 1);
    else if (i + 1 < argc)
      overwrite(argv[++i]);
  }
}

}  // namespace zato::cli
