// zato crypto create-secret-key|encrypt|decrypt, and Zato's older spellings zato encrypt|decrypt.
#include <cstdio>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "config/settings.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace {

// Of the server whose directory is given, or the key itself. Exit code 14 when neither is, 13 when both are.
security::SecretKey key_of(const Arguments& arguments) {
  const auto& path = arguments.has("path") ? arguments.text("path") : arguments.word("directory");
  const auto text = secret_argument(arguments, "secret-key", "secret-key-file");
  if (path.empty() && text.empty()) {
    throw Failure(ExitCode::kNoOptions,
                  "the key is missing: give --path DIRECTORY of a server, or --secret-key-file FILE");
  }
  if (!path.empty() && !text.empty()) {
    throw Failure(ExitCode::kConflictingOptions, "--path and --secret-key exclude each other: both name a key");
  }
  if (!text.empty()) return value_or_fail(security::SecretKey::parse(text), ExitCode::kInvalidInput);
  const auto component = require_component(path);
  if (component.kind != ComponentKind::kServer) {
    throw Failure(ExitCode::kNotAServer, component.directory.string() + " is not a server");
  }
  auto loaded = value_or_fail(config::load_server(component.directory, security::decrypt_setting));
  return value_or_fail(security::SecretKey::parse(loaded.settings.secret_keys.key1.reveal()), ExitCode::kInvalidInput);
}

std::string standard_input() {
  std::string text;
  char buffer[4096];
  while (const auto size = std::fread(buffer, 1, sizeof(buffer), stdin)) text.append(buffer, size);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

std::string data_of(const Arguments& arguments) {
  auto text = arguments.has("secret") ? arguments.text("secret") : standard_input();
  if (text.empty()) throw Failure(ExitCode::kNoInput, "there is no text; pipe it in, or give it as --secret");
  return text;
}

void create_secret_key(const Arguments&) { print_line(security::SecretKey::create().text().reveal()); }

void encrypt(const Arguments& arguments) {
  const security::Cipher cipher(key_of(arguments));
  print_line(value_or_fail(cipher.encrypt(data_of(arguments), security::kBoundToConfig)));
}

void decrypt(const Arguments& arguments) {
  const security::Cipher cipher(key_of(arguments));
  print_line(value_or_fail(cipher.decrypt(data_of(arguments), security::kBoundToConfig), ExitCode::kInvalidInput));
}

Command command(std::vector<std::string> path, const char* help, void (*run)(const Arguments&)) {
  return {.path = std::move(path),
          .help = help,
          .positionals = {{"directory", "Directory of the server whose key is used.", 0, 1}},
          .options = {{.name = "path", .help = "Directory of the server whose key is used.", .value = "DIRECTORY"},
                      {.name = "secret-key", .help = "The key; better: --secret-key-file.", .value = "KEY"},
                      {.name = "secret-key-file", .help = "File that holds the key.", .value = "FILE"},
                      {.name = "secret", .help = "The text; better: standard input.", .value = "TEXT"}},
          .says_ok = false,
          .run = run};
}

}  // namespace

void add_crypto(std::vector<Command>& commands) {
  commands.push_back({.path = {"crypto", "create-secret-key"},
                      .help = "Prints a new key for the secrets of a cluster.",
                      .says_ok = false,
                      .run = create_secret_key});
  constexpr const char* kEncrypt = "Encrypts a text for configuration files.";
  constexpr const char* kDecrypt = "Decrypts a text of a configuration file.";
  commands.push_back(command({"crypto", "encrypt"}, kEncrypt, encrypt));
  commands.push_back(command({"crypto", "decrypt"}, kDecrypt, decrypt));
  commands.push_back(command({"encrypt"}, kEncrypt, encrypt));
  commands.push_back(command({"decrypt"}, kDecrypt, decrypt));
}

}  // namespace zato::cli
