// Deployed files on the disk of this server, by their digest: fetched from the ODB when they are not there, checked
// each time they are used. Shared by all processes of the server.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "odb/pool.hpp"
#include "rt/thread_pool.hpp"
#include "schema/value.hpp"

namespace zato::server {

class PackageFiles {
 public:
  struct Wanted {
    std::string name;
    std::string digest;
  };

  // `directory`: hot-deploy/packages. The pool must live longer.
  PackageFiles(odb::Pool& pool, std::filesystem::path directory) : pool_(pool), directory_(std::move(directory)) {}

  std::filesystem::path path_of(const Wanted& file) const;

  // Those that are not there afterwards, by name, with the reason: the ODB has not the bytes that it should have. An
  // error: the ODB is away. Fiber or thread.
  base::Result<std::map<std::string, std::string>> fetch(schema::Id cluster, const std::vector<Wanted>& files);

  // Puts bytes there that are at hand.
  base::Result<void> put(const Wanted& file, const std::string& bytes) const;

  // Removes what is not among `digests` and has not been touched for `age`. How many went.
  std::size_t tidy(const std::vector<std::string>& digests, std::chrono::seconds age);

 private:
  bool is_there(const Wanted& file) const;

  odb::Pool& pool_;
  const std::filesystem::path directory_;
  rt::ThreadPool threads_{"packages", 1, 1000};
};

}  // namespace zato::server
