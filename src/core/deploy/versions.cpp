#include "deploy/versions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/files.hpp"
#include "deploy/packing.hpp"
#include "deploy/runs.hpp"
#include "odb/changes.hpp"
#include "odb/many_rows.hpp"
#include "odb/transaction.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::Result;

constexpr std::size_t kAtOnce = 200;  // rows
constexpr std::size_t kBytesAtOnce = 16UL << 20;
constexpr const char* kColumns =
    "name, number, digest, language, size, services, signature, run, deployed_by, deployed_at";

Version version_of(const odb::Row& row) {
  Version version{.name = row.text(0),
                  .number = row.integer(1),
                  .digest = row.text(2),
                  .language = row.text(3),
                  .size = row.integer(4),
                  .signature = row.text(6),
                  .run = row.integer(7),
                  .deployed_by = row.text(8),
                  .deployed_at = row.text(9)};
  const auto services = row.text(5);
  if (services.empty()) return version;
  for (const auto one : base::split(services, '\n')) version.services.emplace_back(one);
  return version;
}

// Of digest, size, content.
Result<std::string> bytes_of(const odb::Row& row, Packing& packing) {
  const auto digest = row.text(0);
  const auto altered = "package " + digest + " was altered in the ODB";
  auto bytes = packing.unpack(row.text(2), static_cast<std::size_t>(row.integer(1)));
  if (!bytes) return base::fail(Code::kCorrupt, altered + ": " + bytes.error().message);
  if (digest_of(*bytes) != digest) return base::fail(Code::kCorrupt, altered);
  return bytes;
}

std::vector<std::string> some_of(const std::vector<std::string>& all, std::size_t at) {
  const auto end = std::min(all.size(), at + kAtOnce);
  return {all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

Result<std::set<std::string, std::less<>>> missing_packages(odb::Connection& odb, schema::Id cluster,
                                                            const std::vector<std::string>& digests) {
  std::set<std::string, std::less<>> missing(digests.begin(), digests.end());
  for (std::size_t at = 0; at < digests.size(); at += kAtOnce) {
    odb::Parameters parameters = {cluster};
    const auto places = odb::places_of(some_of(digests, at), parameters);
    ZATO_TRY(const auto rows,
             odb.query("SELECT digest FROM deploy_package WHERE cluster_id = $1 AND digest IN (" + places + ")",
                       std::move(parameters)));
    for (const auto& row : rows) missing.erase(row.text(0));
  }
  return missing;
}

Result<void> store_packages(odb::Connection& odb, schema::Id cluster, const std::vector<Package>& packages) {
  std::vector<std::string> digests;
  for (const auto& package : packages) digests.emplace_back(package.digest);
  ZATO_TRY(const auto missing, missing_packages(odb, cluster, digests));
  // Packed before the transaction, which others wait for.
  Packing packing;
  std::vector<odb::ManyRows> batches;
  std::size_t bytes = kBytesAtOnce;
  for (const auto& package : packages) {
    if (!missing.contains(package.digest)) continue;
    if (bytes >= kBytesAtOnce || batches.back().size() >= kAtOnce) {
      batches.emplace_back(4);
      bytes = 0;
    }
    auto text = packing.pack(package.bytes);
    bytes += text.size();
    batches.back().add(
        {cluster, std::string(package.digest), static_cast<std::int64_t>(package.bytes.size()), std::move(text)});
  }
  if (batches.empty()) return {};
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    for (const auto& rows : batches) {
      ZATO_CHECK(odb.execute("INSERT INTO deploy_package (cluster_id, digest, size, content) VALUES " + rows.places() +
                                 " ON CONFLICT (cluster_id, digest) DO NOTHING",
                             rows.cells()));
    }
    return {};
  });
}

Result<void> forget_packages(odb::Connection& odb, schema::Id cluster, const std::vector<std::string>& digests) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(odb::lock_sequence(odb, cluster));  // no run is opened meanwhile
    ZATO_TRY(const auto open, open_run_of(odb, cluster));
    if (open) return {};  // it may need them
    for (std::size_t at = 0; at < digests.size(); at += kAtOnce) {
      odb::Parameters parameters = {cluster};
      const auto places = odb::places_of(some_of(digests, at), parameters);
      ZATO_CHECK(odb.execute("DELETE FROM deploy_package WHERE cluster_id = $1 AND digest IN (" + places +
                                 ") AND digest NOT IN (SELECT digest FROM deploy_version WHERE cluster_id = $1)",
                             std::move(parameters)));
    }
    return {};
  });
}

Result<std::int64_t> forget_old_packages(odb::Connection& odb, schema::Id cluster, std::int64_t keep) {
  ZATO_TRY(const auto open, open_run_of(odb, cluster));
  if (open) return base::fail(Code::kConflict, "deployment " + std::to_string(open->id) + " is not over yet");
  return odb.execute(
      "DELETE FROM deploy_package WHERE cluster_id = $1 "
      "AND digest NOT IN (SELECT digest FROM deployment WHERE cluster_id = $1) "
      "AND digest NOT IN (SELECT version.digest FROM deploy_version version JOIN "
      "(SELECT name, max(number) AS number FROM deploy_version WHERE cluster_id = $1 GROUP BY name) last "
      "ON version.name = last.name "
      "WHERE version.cluster_id = $1 AND version.number > last.number - $2)",
      {cluster, keep});
}

Result<Packages> load_packages(odb::Connection& odb, schema::Id cluster, const std::vector<std::string>& digests) {
  Packages packages;
  Packing packing;
  for (std::size_t at = 0; at < digests.size(); at += kAtOnce) {
    odb::Parameters parameters = {cluster};
    const auto places = odb::places_of(some_of(digests, at), parameters);
    ZATO_TRY(const auto rows,
             odb.query("SELECT digest, size, content FROM deploy_package WHERE cluster_id = $1 AND digest "
                       "IN (" +
                           places + ")",
                       std::move(parameters)));
    for (const auto& row : rows) {
      packages.emplace(row.text(0), bytes_of(row, packing));
    }
  }
  for (const auto& digest : digests)
    packages.try_emplace(digest, base::fail(Code::kNotFound, "the ODB has no package " + digest));
  return packages;
}

Result<std::string> load_package(odb::Connection& odb, schema::Id cluster, const std::string& digest) {
  ZATO_TRY(auto packages, load_packages(odb, cluster, {digest}));
  return std::move(packages.at(digest));
}

Result<void> store_versions(odb::Connection& odb, schema::Id cluster, const std::vector<Version>& versions) {
  for (std::size_t at = 0; at < versions.size();) {
    odb::ManyRows rows(11);
    for (; at < versions.size() && rows.size() < kAtOnce; ++at) {
      const auto& version = versions[at];
      rows.add({cluster, version.name, version.number, version.digest, version.language, version.size,
                base::join(version.services, "\n"), version.signature, version.run, version.deployed_by,
                version.deployed_at});
    }
    ZATO_CHECK(odb.execute(
        "INSERT INTO deploy_version (cluster_id, " + std::string(kColumns) + ") VALUES " + rows.places(), rows.take()));
  }
  return {};
}

Result<std::map<std::string, std::int64_t>> last_numbers(odb::Connection& odb, schema::Id cluster,
                                                         const std::vector<std::string>& names) {
  std::map<std::string, std::int64_t> numbers;
  for (std::size_t at = 0; at < names.size(); at += kAtOnce) {
    odb::ManyRows wanted(1);
    for (const auto& name : some_of(names, at)) wanted.add({name});
    auto parameters = wanted.cells();
    parameters.emplace_back(cluster);
    // One step into the index for each name; grouped by name it would be read from end to end.
    const auto sql = "WITH wanted(name) AS (VALUES " + wanted.places() +
                     ") SELECT name, (SELECT max(number) FROM deploy_version v WHERE v.cluster_id = $" +
                     std::to_string(parameters.size()) + " AND v.name = wanted.name) FROM wanted";
    ZATO_TRY(const auto rows, odb.query(sql, std::move(parameters)));
    for (const auto& row : rows) {
      if (!row.null(1)) numbers[row.text(0)] = row.integer(1);
    }
  }
  return numbers;
}

Result<std::vector<Version>> versions_of(odb::Connection& odb, schema::Id cluster, const std::string& name) {
  ZATO_TRY(const auto rows, odb.query("SELECT " + std::string(kColumns) +
                                          " FROM deploy_version WHERE cluster_id = $1 AND name = $2 ORDER BY number "
                                          "DESC",
                                      {cluster, name}));
  std::vector<Version> versions;
  for (const auto& row : rows) versions.push_back(version_of(row));
  return versions;
}

Result<Version> find_version(odb::Connection& odb, schema::Id cluster, const std::string& name, std::int64_t number) {
  ZATO_TRY(const auto rows, odb.query("SELECT " + std::string(kColumns) +
                                          " FROM deploy_version WHERE cluster_id = $1 AND name = $2 AND number = $3",
                                      {cluster, name, number}));
  if (rows.empty())
    return base::fail(Code::kNotFound, "there was no version " + std::to_string(number) + " of `" + name + "`");
  auto version = version_of(rows.front());
  ZATO_TRY(const auto missing, missing_packages(odb, cluster, {version.digest}));
  if (missing.empty()) return version;
  return base::fail(Code::kNotFound, "version " + std::to_string(number) + " of `" + name +
                                         "` has been forgotten: who deployed it is known, its bytes are not there any more");
}

}  // namespace zato::deploy
