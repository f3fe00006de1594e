#include "deploy/versions.hpp"

#include "base/text.hpp"
#include "deploy/files.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::Result;

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

}  // namespace

Result<void> store_package(odb::Connection& odb, schema::Id cluster, const std::string& digest,
                           std::string_view bytes) {
  ZATO_CHECK(
      odb.execute("INSERT INTO deploy_package (cluster_id, digest, size, content) VALUES ($1, $2, $3, $4) ON CONFLICT "
                  "(cluster_id, digest) DO NOTHING",
                  {cluster, digest, static_cast<std::int64_t>(bytes.size()), base::base64_encode(bytes)}));
  return {};
}

Result<std::string> load_package(odb::Connection& odb, schema::Id cluster, const std::string& digest) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT content FROM deploy_package WHERE cluster_id = $1 AND digest = $2", {cluster, digest}));
  if (rows.empty()) return base::fail(Code::kNotFound, "the ODB has no package " + digest);
  auto bytes = base::base64_decode(rows.front().text(0));
  if (!bytes || digest_of(*bytes) != digest)
    return base::fail(Code::kCorrupt, "package " + digest + " was altered in the ODB");
  return std::move(*bytes);
}

Result<void> store_version(odb::Connection& odb, schema::Id cluster, const Version& version) {
  ZATO_CHECK(odb.execute(
      "INSERT INTO deploy_version (cluster_id, " + std::string(kColumns) +
          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {cluster, version.name, version.number, version.digest, version.language, version.size,
       base::join(version.services, "\n"), version.signature, version.run, version.deployed_by, version.deployed_at}));
  return {};
}

Result<std::int64_t> last_number(odb::Connection& odb, schema::Id cluster, const std::string& name) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT max(number) FROM deploy_version WHERE cluster_id = $1 AND name = $2", {cluster, name}));
  return rows.empty() || rows.front().null(0) ? 0 : rows.front().integer(0);
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
  return version_of(rows.front());
}

}  // namespace zato::deploy
