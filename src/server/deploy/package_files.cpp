#include "server/deploy/package_files.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "deploy/files.hpp"
#include "deploy/versions.hpp"

namespace zato::server {
namespace fs = std::filesystem;

fs::path PackageFiles::path_of(const Wanted& file) const {
  return directory_ / file.digest / file.name.substr(file.name.rfind('/') + 1);
}

bool PackageFiles::is_there(const Wanted& file) const {
  const auto bytes = base::read_file(path_of(file));
  return bytes && deploy::digest_of(*bytes) == file.digest;
}

base::Result<void> PackageFiles::put(const Wanted& file, const std::string& bytes) const {
  if (is_there(file)) return {};
  const auto path = path_of(file);
  ZATO_CHECK(base::make_directories(path.parent_path(), 0750));
  // Whoever uses it looks at its digest, so that it need not have reached the disk.
  const base::SyncBatch unsynced;
  return base::write_file_atomically(path, bytes, 0640);
}

base::Result<std::map<std::string, std::string>> PackageFiles::fetch(schema::Id cluster,
                                                                     const std::vector<Wanted>& files) {
  using Failures = std::map<std::string, std::string>;
  ZATO_TRY(const auto missing, threads_.call([&] {
    std::vector<Wanted> not_there;
    for (const auto& file : files) {
      if (!is_there(file)) not_there.push_back(file);
    }
    return not_there;
  }));
  if (missing.empty()) return Failures();
  return pool_.with([this, cluster, &missing](odb::Connection& odb) -> base::Result<Failures> {
    Failures failures;
    for (const auto& file : missing) {
      const auto bytes = deploy::load_package(odb, cluster, file.digest);
      if (!bytes && bytes.error().code == base::Code::kUnavailable) return base::fail(bytes.error());
      const auto put_there = bytes ? put(file, *bytes) : base::fail(bytes.error());
      if (!put_there) failures.emplace(file.name, put_there.error().text());
    }
    return failures;
  });
}

std::size_t PackageFiles::tidy(const std::vector<std::string>& digests, std::chrono::seconds age) {
  std::error_code error;
  std::size_t gone = 0;
  const auto before = fs::file_time_type::clock::now() - age;
  for (const auto& item : fs::directory_iterator(directory_, error)) {
    if (std::ranges::find(digests, item.path().filename().string()) != digests.end()) continue;
    if (item.last_write_time(error) > before || error) continue;
    fs::remove_all(item.path(), error);
    ++gone;
  }
  return gone;
}

}  // namespace zato::server
