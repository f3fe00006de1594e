// What several command groups share.
#include <fmt/format.h>

#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

std::vector<Option> secret_key_options() {
  return {{.name = "secret-key", .help = "Key to encrypt secrets with; a new one if not given.", .value = "KEY"},
          {.name = "secret-key-file", .help = "File that holds that key.", .value = "FILE"}};
}

security::SecretKey secret_key_argument(const Arguments& arguments) {
  const auto text = secret_argument(arguments, "secret-key", "secret-key-file");
  if (text.empty()) return security::SecretKey::create();
  return value_or_fail(security::SecretKey::parse(text), ExitCode::kInvalidInput);
}

security::SecretKey secret_key_required(const Arguments& arguments) {
  if (!arguments.has("secret-key") && !arguments.has("secret-key-file")) {
    throw Failure(
        ExitCode::kParameterMissing,
        "--secret-key-file is missing: all servers of a cluster share one key; zato crypto create-secret-key makes it");
  }
  return secret_key_argument(arguments);
}

Option format_option() {
  return {.name = "output",
          .help = "How to print.",
          .value = "FORMAT",
          .initial = "text",
          .one_of = {"text", "table", "json", "yaml"},
          .letter = "o"};
}

Option table_option() {
  auto option = format_option();
  option.one_of = {"table", "json", "yaml"};
  option.initial = "table";
  return option;
}

fs::path absolute_path(const std::string& text) {
  const auto path = fs::absolute(text).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace zato::cli
