#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::config {

namespace fs = std::filesystem;
using base::Code;
using base::Result;

namespace {

constexpr std::string_view kSecretReference = "zato+secret://";
constexpr std::string_view kEncrypted = "zato+gcm:";
constexpr const char* kSecretsFile = "secrets.conf";

class Loader {
 public:
  Loader(const TableData& table, void* settings, const Environment& environment, const Decrypt& decrypt)
      : table_(table), settings_(settings), environment_(environment), decrypt_(decrypt) {}

  Result<void> read_secrets(const fs::path& repo) {
    std::error_code none;
    const auto status = fs::status(repo / kSecretsFile, none);
    if (!fs::exists(status)) return {};
    // It holds the key beside what it locks: its mode is what protects the secrets.
    if ((status.permissions() & fs::perms::others_all) != fs::perms::none) {
      return base::fail(
          Code::kPermissionDenied,
          fmt::format("{}: everybody on this machine may use it (mode {:04o}); chmod 0400 makes it secret",
                      (repo / kSecretsFile).string(), static_cast<unsigned>(status.permissions())));
    }
    ZATO_TRY(auto text, base::read_file(repo / kSecretsFile));
    ZATO_TRY(auto entries, parse_ini(text, kSecretsFile));
    for (auto& entry : entries) secrets_[entry.section + "." + entry.key] = std::move(entry.value);
    return {};
  }

  // The key is needed before any other secret can be opened.
  Result<void> find_key(const std::vector<Entry>& from_environment) {
    if (auto in_file = secrets_.find("secret_keys.key1"); in_file != secrets_.end())
      key_ = base::Secret(in_file->second);
    for (const auto& entry : from_environment) {
      if (entry.section == "secret_keys" && entry.key == "key1") key_ = base::Secret(entry.value);
    }
    // A component without [secret_keys] of its own still opens its secrets with the cluster's key.
    if (!table_.find("secret_keys", "key1")) {
      ZATO_TRY(auto entries, environment_entries(server_table().data(), environment_));
      for (const auto& entry : entries) {
        if (entry.section == "secret_keys") key_ = base::Secret(entry.value);
      }
    }
    return {};
  }

  void apply(const Entry& entry) {
    const auto* setting = table_.find(entry.section, entry.key);
    if (!setting) return unknown(entry);
    auto value = expand(*setting, entry.value);
    auto set = value ? setting->set(settings_, *value) : Result<void>(base::fail(value.error()));
    if (!set) {
      problems_.push_back(fmt::format("{}: [{}] {}: {}", entry.origin, entry.section, entry.key, set.error().text()));
      return;
    }
    origins_[setting] = entry.origin;
  }

  Result<Outcome> finish(const fs::path& repo) {
    if (!problems_.empty()) return base::fail(Code::kInvalidArgument, base::join(problems_, "\n"));
    Outcome outcome{.effective = {}, .warnings = std::move(warnings_)};
    for (const auto& setting : table_.settings) {
      if (setting.resolve) setting.resolve(settings_, repo);
      auto value = setting.get(settings_);
      if (setting.secret() && !value.empty()) value = base::kMasked;
      auto origin = origins_.find(&setting);
      outcome.effective.push_back(
          {setting.section, setting.key, std::move(value), origin == origins_.end() ? "default" : origin->second});
    }
    return outcome;
  }

 private:
  // $NAME, zato+secret://section.key and encrypted values, in this order.
  Result<std::string> expand(const Setting& setting, std::string value) const {
    if (value.size() > 1 && value.front() == '$') {
      auto found = environment_.find(value.substr(1));
      if (found == environment_.end()) {
        return base::fail(Code::kNotFound, fmt::format("the environment variable {} is not set", value.substr(1)));
      }
      value = found->second;
    }
    if (value.starts_with(kSecretReference)) {
      auto name = value.substr(kSecretReference.size());
      auto found = secrets_.find(name);
      if (found == secrets_.end()) {
        return base::fail(Code::kNotFound, fmt::format("{} has no entry for {}", kSecretsFile, name));
      }
      value = found->second;
    }
    if (!setting.secret() || !value.starts_with(kEncrypted)) return value;
    if (key_.empty()) {
      return base::fail(Code::kNotFound, "the value is encrypted and there is no [secret_keys] key1 to open it with");
    }
    if (!decrypt_) return base::fail(Code::kUnsupported, "the value is encrypted, which this program cannot open");
    return decrypt_(key_, value);
  }

  void unknown(const Entry& entry) {
    if (const auto* ignored = table_.find_ignored(entry.section, entry.key)) {
      if (!ignored->harmless.empty() && !base::iequals(ignored->harmless, entry.value)) {
        problems_.push_back(fmt::format("{}: [{}] {}: must be {} or left out: {}", entry.origin, entry.section,
                                        entry.key, ignored->harmless, ignored->why));
        return;
      }
      warnings_.push_back(
          fmt::format("{}: [{}] {} has no effect: {}", entry.origin, entry.section, entry.key, ignored->why));
      return;
    }
    std::vector<std::string> names;
    std::string what;
    if (table_.has_section(entry.section)) {
      what = fmt::format("{}: [{}] {}: there is no such key", entry.origin, entry.section, entry.key);
      names = table_.keys_of(entry.section);
      if (auto hint = base::nearest(entry.key, names)) what += "; did you mean " + *hint + "?";
    } else {
      what = fmt::format("{}: [{}] {}: there is no such section", entry.origin, entry.section, entry.key);
      for (const auto& section : table_.sections) names.push_back(section.name);
      auto hint = base::nearest(entry.section, names);
      what += hint ? "; did you mean [" + *hint + "]?" : "; sections are " + base::join(names, ", ");
    }
    problems_.push_back(std::move(what));
  }

  const TableData& table_;
  void* settings_;
  const Environment& environment_;
  const Decrypt& decrypt_;
  base::Secret key_;
  std::map<std::string, std::string> secrets_;
  std::map<const Setting*, std::string> origins_;
  std::vector<std::string> problems_;
  std::vector<std::string> warnings_;
};

std::int64_t cpu_count() { return std::max(1u, std::thread::hardware_concurrency()); }

void resolve_sqlite(const std::string& engine, std::string& db_name, const fs::path& repo) {
  if (engine == "sqlite" && !db_name.empty()) db_name = (repo / db_name).lexically_normal().string();
}

template <class S>
Result<Loaded<S>> load(const TableData& table, const fs::path& repo, const Decrypt& decrypt) {
  Loaded<S> loaded;
  ZATO_TRY(auto outcome, load_into(table, &loaded.settings, repo, process_environment(), decrypt));
  loaded.effective = std::move(outcome.effective);
  loaded.warnings = std::move(outcome.warnings);
  return loaded;
}

}  // namespace

fs::path repo_directory(const fs::path& component_directory) {
  return fs::absolute(component_directory / "config" / "repo").lexically_normal();
}

Result<Outcome> load_into(const TableData& table, void* settings, const fs::path& repo, const Environment& environment,
                          const Decrypt& decrypt) {
  const auto path = repo / table.file_name;
  ZATO_TRY(auto text, base::read_file(path));
  const bool json = !base::trim(text).empty() && base::trim(text).front() == '{';
  ZATO_TRY(auto from_file, json ? parse_flat_json(text, path.string()) : parse_ini(text, path.string()));
  ZATO_TRY(auto from_environment, environment_entries(table, environment));

  Loader loader(table, settings, environment, decrypt);
  ZATO_CHECK(loader.read_secrets(repo));
  ZATO_CHECK(loader.find_key(from_environment));
  for (const auto& entry : from_file) loader.apply(entry);
  for (const auto& entry : from_environment) loader.apply(entry);
  return loader.finish(repo);
}

Result<Loaded<ServerSettings>> load_server(const fs::path& directory, const Decrypt& decrypt) {
  const auto repo = repo_directory(directory);
  ZATO_TRY(auto loaded, load<ServerSettings>(server_table().data(), repo, decrypt));
  auto& settings = loaded.settings;
  if (settings.main.workers == 0) settings.main.workers = cpu_count();
  if (settings.pools.cpu_pool_size == 0) settings.pools.cpu_pool_size = cpu_count();
  resolve_sqlite(settings.odb.engine, settings.odb.db_name, repo);
  return loaded;
}

Result<Loaded<LbSettings>> load_lb(const fs::path& directory, const Decrypt& decrypt) {
  const auto repo = repo_directory(directory);
  ZATO_TRY(auto loaded, load<LbSettings>(lb_table().data(), repo, decrypt));
  resolve_sqlite(loaded.settings.main.odb_engine, loaded.settings.main.odb_db_name, repo);
  return loaded;
}

Result<Loaded<SchedulerSettings>> load_scheduler(const fs::path& directory, const Decrypt& decrypt) {
  const auto repo = repo_directory(directory);
  ZATO_TRY(auto loaded, load<SchedulerSettings>(scheduler_table().data(), repo, decrypt));
  resolve_sqlite(loaded.settings.odb.engine, loaded.settings.odb.db_name, repo);
  return loaded;
}

}  // namespace zato::config
