#include "server/deploy/package_files.hpp"

#include <algorithm>
#include <future>

#include "base/file.hpp"
#include "deploy/versions.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;
using base::Result;
using deploy::Language;

constexpr auto kForTheOthers = 10s;  // processes of this server that fetch the same
constexpr std::size_t kModulesAtOnce = 50;

std::vector<std::string> digests_of(const std::vector<PackageFiles::Wanted>& files, std::size_t begin,
                                    std::size_t count) {
  std::vector<std::string> digests;
  for (auto i = begin; i < std::min(files.size(), begin + count); ++i) digests.push_back(files[i].digest);
  return digests;
}

}  // namespace

fs::path PackageFiles::path_of(const Wanted& file) const {
  const auto name = file.name.substr(file.name.rfind('/') + 1);
  if (file.language == Language::kPython) return directory_ / file.digest / name;
  return directory_ / (file.digest + "-" + name);
}

bool PackageFiles::is_there(const Wanted& file) const {
  const auto bytes = base::read_file(path_of(file));
  return bytes && deploy::digest_of(*bytes) == file.digest;
}

Result<void> PackageFiles::put(const Wanted& file, const std::string& bytes) const {
  if (is_there(file)) return {};
  const auto path = path_of(file);
  ZATO_CHECK(base::make_directory_apart(directory_, 0750));
  // Whoever uses it looks at its digest, so that it need not have reached the disk.
  const base::SyncBatch unsynced;
  return base::write_file_atomically(path, bytes, 0640);
}

Result<PackageFiles::Fetched> PackageFiles::fetch(schema::Id cluster, const std::vector<Wanted>& files) {
  std::vector<Wanted> modules;
  for (const auto& file : files) {
    if (file.language == Language::kCpp) modules.push_back(file);
  }
  Fetched fetched;
  if (modules.size() < files.size()) {
    ZATO_TRY(fetched, pool_.with([&](odb::Connection& odb) { return fetch_sources(odb, cluster, files); }));
  }
  if (modules.empty()) return fetched;
  ZATO_TRY(auto done, threads_.call([&] { return fetch_modules(cluster, std::move(modules), fetched); }));
  if (!done) return base::fail(std::move(done.error()));
  return fetched;
}

Result<PackageFiles::Fetched> PackageFiles::fetch_sources(odb::Connection& odb, schema::Id cluster,
                                                          const std::vector<Wanted>& files) {
  std::vector<std::string> digests;
  for (const auto& file : files) {
    if (file.language == Language::kPython) digests.push_back(file.digest);
  }
  ZATO_TRY(auto packages, deploy::load_packages(odb, cluster, digests));
  Fetched fetched;
  for (const auto& file : files) {
    if (file.language != Language::kPython || fetched.sources.contains(file.digest)) continue;
    auto& bytes = packages.at(file.digest);
    if (bytes)
      fetched.sources.emplace(file.digest, std::make_shared<const std::string>(std::move(*bytes)));
    else
      fetched.missing.emplace(file.name, bytes.error().text());
  }
  return fetched;
}

// One process of a server fetches; the others find them there afterwards.
Result<void> PackageFiles::fetch_modules(schema::Id cluster, std::vector<Wanted> files, Fetched& fetched) {
  const auto there = [this](const Wanted& file) { return is_there(file); };
  std::erase_if(files, there);
  if (files.empty()) return {};
  ZATO_CHECK(base::make_directory_apart(directory_, 0750));
  const auto lock = base::lock_file(directory_ / ".lock", kForTheOthers);  // without it they only do it twice
  std::erase_if(files, there);
  // The next ones are on their way from the ODB while these are written.
  const auto load = [&](std::size_t at) {
    return std::async(std::launch::async, [&, at] {
      return pool_.with([&](odb::Connection& odb) {
        return deploy::load_packages(odb, cluster, digests_of(files, at, kModulesAtOnce));
      });
    });
  };
  auto next = load(0);
  for (std::size_t at = 0; at < files.size(); at += kModulesAtOnce) {
    ZATO_TRY(const auto packages, next.get());
    if (at + kModulesAtOnce < files.size()) next = load(at + kModulesAtOnce);
    for (auto i = at; i < std::min(files.size(), at + kModulesAtOnce); ++i) {
      const auto& bytes = packages.at(files[i].digest);
      const auto there_now = bytes ? put(files[i], *bytes) : base::Result<void>(base::fail(bytes.error()));
      if (!there_now) fetched.missing.emplace(files[i].name, there_now.error().text());
    }
  }
  return {};
}

std::size_t PackageFiles::tidy(const std::vector<std::string>& digests, std::chrono::seconds age) {
  std::error_code error;
  std::size_t gone = 0;
  const auto before = fs::file_time_type::clock::now() - age;
  for (const auto& item : fs::directory_iterator(directory_, error)) {
    const auto name = item.path().filename().string();
    if (name.front() == '.' || std::ranges::find(digests, name.substr(0, name.find('-'))) != digests.end()) continue;
    if (item.last_write_time(error) > before || error) continue;
    fs::remove_all(item.path(), error);
    ++gone;
  }
  return gone;
}

}  // namespace zato::server
