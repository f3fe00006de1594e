// zato deployment create-key, sign: who signs files of services does it on his own machine; no server is needed.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/file.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "deploy/files.hpp"
#include "deploy/signature.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kDay = 86'400LL * 1'000'000;

void create_key(const Arguments& arguments) {
  const auto& name = arguments.word("name");
  const bool plain = !name.empty() &&
                     std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
  if (!plain) throw Failure(ExitCode::kInvalidInput, "a key's name has letters, digits, dashes and underscores only");
  const auto key = security::new_signing_key();
  deploy::TrustedKey trusted{.name = name, .public_key = key.public_key};
  if (arguments.has("days")) trusted.expires = deploy::microseconds_now() + arguments.number("days", 1, 36'500) * kDay;
  const fs::path directory = arguments.text("out");
  value_or_fail(base::make_directories(directory, 0700));
  value_or_fail(
      base::create_file(directory / (name + ".key"), deploy::text_of(deploy::PrivateKey{name, key.secret}), 0600));
  value_or_fail(base::create_file(directory / (name + ".pub"), deploy::text_of(trusted), 0644));
  print_line(fmt::format("{} is secret and signs; {} belongs into config/repo/deploy-keys of every server",
                         (directory / (name + ".key")).string(), (directory / (name + ".pub")).string()));
}

void sign(const Arguments& arguments) {
  if (arguments.text("key").empty())
    throw Failure(ExitCode::kParameterMissing, "--key is missing: the file that create-key has written");
  const auto text = value_or_fail(base::read_file(arguments.text("key")), ExitCode::kFileMissing);
  const auto key = value_or_fail(deploy::parse_private_key(text), ExitCode::kInvalidInput);
  for (const auto& file : arguments.list("files")) {
    if (arguments.has("removal")) {
      value_or_fail(deploy::check_name(file), ExitCode::kInvalidInput);
      const auto signature = deploy::sign_removal(key, file, deploy::microseconds_now());
      const auto written = fs::path(file).filename().string() + ".removal.sig";
      value_or_fail(base::write_file_atomically(written, signature.text(), 0644));
      continue;
    }
    const auto bytes = value_or_fail(base::read_file(file), ExitCode::kFileMissing);
    const auto name = arguments.text("as").empty() ? fs::path(file).filename().string() : arguments.text("as");
    value_or_fail(deploy::check_name(name), ExitCode::kInvalidInput);
    const auto signature = deploy::sign(key, name, bytes, deploy::microseconds_now());
    value_or_fail(base::write_file_atomically(file + ".sig", signature.text(), 0644));
  }
}

}  // namespace

void add_deploy_keys(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"deployment", "create-key"},
       .help = "Makes a key that files of services are signed with, and its public half for the servers.",
       .positionals = {{"name", "Name of the key."}},
       .options = {{.name = "out", .help = "Directory for both files.", .value = "DIRECTORY", .initial = "."},
                   {.name = "days",
                    .help = "What is signed later than so many days from now is refused.",
                    .value = "N"}},
       .examples = "  zato deployment create-key ci --out ~/keys",
       .says_ok = false,
       .run = create_key});
  commands.push_back(
      {.path = {"deployment", "sign"},
       .help = "Signs files of services; the signature of crm.py is crm.py.sig, which hot-deploy takes along.",
       .positionals = {{"files", "The files.", 1, 10'000}},
       .options = {{.name = "key", .help = "File of the secret key.", .value = "FILE"},
                   {.name = "as",
                    .help = "Name under which the file is deployed, if it is another one.",
                    .value = "NAME"},
                   {.name = "removal",
                    .help = "Signs that the deployed files of these names go; that of crm.py is crm.py.removal.sig, for "
                            "deployment delete --signature."}},
       .examples = "  zato deployment sign crm.py --key ~/keys/ci.key\n"
                   "  zato deployment sign crm.py --removal --key ~/keys/ci.key",
       .run = sign});
}

}  // namespace zato::cli
