// zato hot-deploy, zato deployment …: services of running servers, through the admin API.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/admin_client.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "deploy/files.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// A trial may take its minute, and so may each worker.
constexpr std::chrono::seconds kPatience{240};

std::unique_ptr<AdminClient> connect(const Arguments& arguments, const fs::path& path) {
  auto given = arguments;
  if (!path.empty()) given.values["path"] = path;
  if (!path.empty()) given.given.insert("path");
  auto target = admin_target(given);
  if (!arguments.has("admin-timeout")) target.timeout = kPatience;
  return connect_admin(target);
}

bool is_component(const fs::path& path) {
  return fs::exists(path / "config/repo/server.conf") || fs::exists(path / "zato-qs-start.sh");
}

json file_of(const fs::path& path, const std::string& name) {
  auto bytes = value_or_fail(base::read_file(path), ExitCode::kFileMissing);
  json file{{"name", name}, {"payload", base::base64_encode(bytes)}};
  const auto signature = fs::path(path.string() + ".sig");
  if (fs::exists(signature)) file["signature"] = value_or_fail(base::read_file(signature), ExitCode::kFileMissing);
  return file;
}

// What is hidden, or below something hidden, is not meant: caches, editors' copies, repositories.
bool is_meant(const fs::path& relative) {
  return std::ranges::none_of(
             relative, [](const fs::path& part) { return part.native().starts_with(".") || part == "__pycache__"; }) &&
         deploy::language_of(relative.native());
}

void add_directory(const fs::path& directory, json& files) {
  for (const auto& item : fs::recursive_directory_iterator(directory)) {
    const auto relative = item.path().lexically_relative(directory);
    if (!item.is_regular_file() || item.is_symlink() || !is_meant(relative)) continue;
    files.push_back(file_of(item.path(), relative.generic_string()));
  }
}

json files_of(const std::vector<std::string>& words) {
  json files = json::array();
  for (const auto& word : words) {
    if (fs::is_directory(word))
      add_directory(word, files);
    else if (fs::exists(word))
      files.push_back(file_of(word, fs::path(word).filename()));
    else
      throw Failure(ExitCode::kFileMissing, word + " does not exist");
  }
  if (files.empty()) throw Failure(ExitCode::kNoInput, "there is no file of services: .py, .pyw or .so");
  return files;
}

void print_workers(const json& status) {
  json rows = json::array();
  for (const auto& server : status.at("servers")) {
    for (const auto& worker : server.at("workers")) {
      rows.push_back({{"server", server.at("name")},
                      {"worker", worker.at("worker")},
                      {"state", server.at("up_status") == "running" ? worker.at("state") : json("down")},
                      {"detail", worker.at("detail")}});
    }
  }
  print_rows({{"server"}, {"worker"}, {"state"}, {"detail"}}, rows, Format::kTable);
}

void print_outcome(const Arguments& arguments, AdminClient& admin, const json& outcome) {
  const auto status = admin.call("zato.deployment.status", {{"deployment", outcome.at("deployment")}});
  if (arguments.text("output") == "json") {
    auto all = outcome;
    all["servers"] = status.at("servers");
    print_line(all.dump(2));
  } else {
    print_workers(status);
    print_line(fmt::format("deployment {}: {} files, {} services, configuration {}: {}",
                           outcome.at("deployment").get<int>(),
                           outcome.at("files").size() + outcome.at("removed").size(), outcome.at("services").size(),
                           outcome.at("sequence").get<int>(), outcome.at("msg").get<std::string>()));
  }
  if (!outcome.value("is_everywhere", false))
    throw Failure(ExitCode::kServerTimeout, outcome.at("msg").get<std::string>());
}

void hot_deploy(const Arguments& arguments) {
  auto words = arguments.list("files");
  fs::path path;
  if (words.size() > 1 && is_component(words.back())) {
    path = words.back();
    words.pop_back();
  }
  const auto files = files_of(words);
  auto admin = connect(arguments, path);
  print_outcome(arguments, *admin, admin->call("zato.deployment.create", {{"files", files}}));
}

std::string signature_argument(const Arguments& arguments) {
  const auto& file = arguments.text("signature");
  return file.empty() ? "" : value_or_fail(base::read_file(file), ExitCode::kFileMissing);
}

std::int64_t number_argument(const Arguments& arguments) {
  const auto number = base::parse_number<std::int64_t>(arguments.word("number"));
  if (!number || *number < 1) throw Failure(ExitCode::kInvalidInput, "NUMBER must be that of a version");
  return *number;
}

void rollback(const Arguments& arguments) {
  auto admin = connect(arguments, {});
  json input{{"name", arguments.word("name")}, {"number", number_argument(arguments)}};
  if (const auto signature = signature_argument(arguments); !signature.empty()) input["signature"] = signature;
  print_outcome(arguments, *admin, admin->call("zato.deployment.rollback", input));
}

void remove(const Arguments& arguments) {
  auto admin = connect(arguments, {});
  json input{{"name", arguments.word("name")}};
  if (const auto signature = signature_argument(arguments); !signature.empty()) input["signature"] = signature;
  print_outcome(arguments, *admin, admin->call("zato.deployment.delete", input));
}

void versions(const Arguments& arguments) {
  const auto rows = connect(arguments, {})->call("zato.deployment.get-versions", {{"name", arguments.word("name")}});
  print_rows(
      {{"number"},
       {"is_in_force", "in force"},
       {"is_forgotten", "forgotten"},
       {"deployed_at"},
       {"deployed_by"},
       {"size"},
       {"digest"},
       {"services"}},
      rows, parse_format(arguments.text("output")));
}

void forget(const Arguments& arguments) {
  const auto keep = arguments.number("keep", 1, 1'000'000);
  const auto answer = connect(arguments, {})->call("zato.deployment.forget", {{"keep", keep}});
  print_line(fmt::format("{} old versions forgotten", answer.at("forgotten").get<int>()));
}

void runs(const Arguments& arguments) {
  const auto limit = arguments.number("limit", 1, 1000);
  const auto rows = connect(arguments, {})->call("zato.deployment.get-deployments", {{"limit", limit}});
  print_rows({{"deployment"}, {"state"}, {"started_at"}, {"deployed_by"}, {"files"}, {"removed"}, {"reason"}}, rows,
             parse_format(arguments.text("output")));
}

void status(const Arguments& arguments) {
  json input = json::object();
  if (const auto& word = arguments.word("deployment"); !word.empty()) {
    const auto number = base::parse_number<std::int64_t>(word);
    if (!number) throw Failure(ExitCode::kInvalidInput, "DEPLOYMENT must be a number");
    input["deployment"] = *number;
  }
  const auto answer = connect(arguments, {})->call("zato.deployment.status", input);
  if (arguments.text("output") != "table") {
    fmt::print("{}", render_pairs(answer, parse_format(arguments.text("output"))));
    return;
  }
  print_line(fmt::format("deployment {}: {}{}", answer.at("deployment").get<int>(),
                         answer.at("state").get<std::string>(),
                         answer.at("reason") == "" ? "" : ": " + answer.at("reason").get<std::string>()));
  print_workers(answer);
}

void download(const Arguments& arguments) {
  json input{{"name", arguments.word("name")}};
  if (!arguments.word("number").empty()) input["number"] = number_argument(arguments);
  const auto answer = connect(arguments, {})->call("zato.deployment.download", input);
  const auto bytes = base::base64_decode(answer.at("payload").get<std::string>());
  if (!bytes) throw Failure(ExitCode::kException, "the server sent something that is not base64");
  const auto& file = arguments.text("file");
  if (file == "-") {
    std::fwrite(bytes->data(), 1, bytes->size(), stdout);
    return;
  }
  value_or_fail(base::write_file_atomically(file, *bytes, 0644));
}

Option json_option() {
  return {.name = "output",
          .help = "text or json.",
          .value = "FORMAT",
          .initial = "text",
          .one_of = {"text", "json"},
          .letter = "o"};
}

const Positional kFile{.name = "name", .help = "Name of the deployed file.", .names_of = "deployment"};
const Option kRemovalSignature{
    .name = "signature",
    .help = "File with the removal's signature (deployment sign --removal), where servers want one.",
    .value = "FILE"};
const Option kSignature{
    .name = "signature", .help = "File with a new signature, where servers want one.", .value = "FILE"};

}  // namespace

void add_hot_deploy(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"hot-deploy"},
       .help = "Deploys services to all servers of a running cluster, all of the files or none, and waits until every "
               "live server has switched to them.",
       .positionals = {{"files",
                        "Files (.py, .so), archives of files (.zip, .tar.gz, .tgz) and directories with files; last, the environment or a server's directory.",
                        1, 10'000}},
       .options = with_admin_options({json_option()}),
       .examples = "  zato hot-deploy crm.py ~/env/qs-1\n  zato hot-deploy ~/project/services --path ~/env/qs-1",
       .says_ok = false,
       .run = hot_deploy});
  commands.push_back(
      {.path = {"deployment", "rollback"},
       .help = "Deploys an earlier version of a file again.",
       .positionals = {kFile, {"number", "Number of the version, as `zato deployment versions` tells it."}},
       .options = with_admin_options({kSignature, json_option()}),
       .examples = "  zato deployment rollback crm.py 3 --path ~/env/qs-1",
       .says_ok = false,
       .run = rollback});
  commands.push_back({.path = {"deployment", "delete"},
                      .help = "Removes a deployed file, and the services in it, from all servers.",
                      .positionals = {kFile},
                      .options = with_admin_options({kRemovalSignature, json_option()}),
                      .says_ok = false,
                      .run = remove});
  commands.push_back({.path = {"deployment", "versions"},
                      .help = "Lists all versions of a deployed file.",
                      .positionals = {kFile},
                      .options = with_admin_options({table_option()}),
                      .says_ok = false,
                      .run = versions});
  commands.push_back(
      {.path = {"deployment", "forget"},
       .help = "Deletes the bytes of old versions from the ODB, which cannot be rolled back to any more; what is in "
               "force and who deployed what stays.",
       .options = with_admin_options({{.name = "keep",
                                       .help = "How many versions of each file are kept, the newest.",
                                       .value = "N",
                                       .initial = "20"}}),
       .examples = "  zato deployment forget --keep 20 --path ~/env/qs-1",
       .says_ok = false,
       .run = forget});
  commands.push_back(
      {.path = {"deployment", "runs"},
       .help = "Lists the last deployments, and why those that failed did.",
       .options = with_admin_options(
           {{.name = "limit", .help = "How many at most.", .value = "N", .initial = "20"}, table_option()}),
       .says_ok = false,
       .run = runs});
  commands.push_back({.path = {"deployment", "status"},
                      .help = "Shows what became of a deployment on each worker of each server.",
                      .positionals = {{"deployment", "Its number; the last one if left out.", 0, 1}},
                      .options = with_admin_options({table_option()}),
                      .says_ok = false,
                      .run = status});
  commands.push_back({.path = {"deployment", "download"},
                      .help = "Writes a version of a deployed file to a file.",
                      .positionals = {kFile, {"number", "Number of the version; the one in force if left out.", 0, 1}},
                      .options = with_admin_options({{.name = "file",
                                                      .help = "Where to; - is standard output.",
                                                      .value = "FILE",
                                                      .initial = "-",
                                                      .letter = "f"}}),
                      .says_ok = false,
                      .run = download});
}

}  // namespace zato::cli
