// Deployed files as processes of this server get them. Modules of C++ are on its disk, by their digest, for the dynamic
// linker: fetched from the ODB when they are not there, checked each time they are used, shared by all processes.
// Sources of Python come from the ODB as they are needed and never touch the disk: a thousand of them are one query,
// where a thousand files are a thousand inodes.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "deploy/files.hpp"
#include "odb/pool.hpp"
#include "rt/thread_pool.hpp"
#include "schema/value.hpp"

namespace zato::server {

class PackageFiles {
 public:
  struct Wanted {
    std::string name;
    std::string digest;
    deploy::Language language = deploy::Language::kPython;
  };
  struct Fetched {
    std::map<std::string, std::string> missing = {};  // by name: why the ODB has not the bytes that it should have
    std::map<std::string, std::shared_ptr<const std::string>> sources = {};  // of Python, by digest
  };

  // `directory`: hot-deploy/packages. The pool must live longer.
  PackageFiles(odb::Pool& pool, std::filesystem::path directory) : pool_(pool), directory_(std::move(directory)) {}

  // Where a module is. For a source, what its code is called: nothing is there.
  std::filesystem::path path_of(const Wanted& file) const;

  // An error: the ODB is away. Fiber or thread.
  base::Result<Fetched> fetch(schema::Id cluster, const std::vector<Wanted>& files);
  // Where a connection is at hand: the sources among these.
  static base::Result<Fetched> fetch_sources(odb::Connection& odb, schema::Id cluster,
                                             const std::vector<Wanted>& files);

  // Puts the bytes of a module there that are at hand.
  base::Result<void> put(const Wanted& file, const std::string& bytes) const;

  // Removes what is not among `digests` and has not been touched for `age`. How many went.
  std::size_t tidy(const std::vector<std::string>& digests, std::chrono::seconds age);

 private:
  bool is_there(const Wanted& file) const;
  base::Result<void> fetch_modules(schema::Id cluster, std::vector<Wanted> files, Fetched& fetched);

  odb::Pool& pool_;
  const std::filesystem::path directory_;
  rt::ThreadPool threads_{"packages", 1, 1000};
};

}  // namespace zato::server
