// Packages and versions in the ODB: the bytes of deployed files by their digest, and who deployed which of them as
// what. Neither ever changes, but packages may be forgotten. Which version is in force is configuration
// (objects/deployment.hpp).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::deploy {

struct Version {
  std::string name = {};
  std::int64_t number = 0;  // from 1, counted by name
  std::string digest = {};
  std::string language = {};
  std::int64_t size = 0;
  std::vector<std::string> services = {};
  std::string signature = {};
  std::int64_t run = 0;
  std::string deployed_by = {};
  std::string deployed_at = {};
};

// In a transaction of its own, so that it can be done before a run is opened, which then only needs them there; those
// that are there already stay.
struct Package {
  std::string_view digest;
  std::string_view bytes;
};
base::Result<void> store_packages(odb::Connection& odb, schema::Id cluster, const std::vector<Package>& packages);

// Of something that has come to nothing: those go that no version has, unless a run is open, which may need them.
base::Result<void> forget_packages(odb::Connection& odb, schema::Id cluster, const std::vector<std::string>& digests);

// All that are neither in force nor of the last `keep` (from 1) versions of a file, and those that no version has;
// entries of versions stay, which tell who deployed what. Returns how many. In a transaction of the caller's, during
// which no run can be opened. kConflict: one is open.
base::Result<std::int64_t> forget_old_packages(odb::Connection& odb, schema::Id cluster, std::int64_t keep);

base::Result<std::set<std::string, std::less<>>> missing_packages(odb::Connection& odb, schema::Id cluster,
                                                                  const std::vector<std::string>& digests);

// Each by its digest, as load_package() would have it.
using Packages = std::map<std::string, base::Result<std::string>>;
base::Result<Packages> load_packages(odb::Connection& odb, schema::Id cluster, const std::vector<std::string>& digests);

// kCorrupt: the bytes are not those of the digest any more; kNotFound: there are none.
base::Result<std::string> load_package(odb::Connection& odb, schema::Id cluster, const std::string& digest);

base::Result<void> store_versions(odb::Connection& odb, schema::Id cluster, const std::vector<Version>& versions);
// Of each file that had any, the last.
base::Result<std::map<std::string, std::int64_t>> last_numbers(odb::Connection& odb, schema::Id cluster,
                                                               const std::vector<std::string>& names);
base::Result<std::vector<Version>> versions_of(odb::Connection& odb, schema::Id cluster,
                                               const std::string& name);  // newest first
// With its bytes. kNotFound: there was none, or its bytes have been forgotten.
base::Result<Version> find_version(odb::Connection& odb, schema::Id cluster, const std::string& name,
                                   std::int64_t number);

}  // namespace zato::deploy
