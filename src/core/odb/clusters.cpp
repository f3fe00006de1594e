#include "odb/clusters.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "odb/changes.hpp"
#include "odb/ddl.hpp"
#include "odb/images.hpp"
#include "odb/transaction.hpp"
#include "schema/validate.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using objects::Cluster;

namespace {

// Clusters have no secret fields; row conversion wants a cipher all the same.
class NoSecrets final : public objects::Cipher {
 public:
  Result<std::string> encrypt(const base::Secret&, std::string_view) const override { return refusal(); }
  Result<base::Secret> decrypt(std::string_view, std::string_view) const override { return refusal(); }

 private:
  static base::Failure refusal() { return base::fail(Code::kInternal, "clusters have no secrets"); }
};

Result<std::int64_t> insert_row(Connection& connection, const std::vector<Assignment>& values) {
  std::vector<std::string> columns = {"version"}, places = {"1"};
  Parameters parameters;
  for (const auto& value : values) {
    columns.push_back(value.column);
    parameters.push_back(value.value);
    places.push_back("$" + std::to_string(parameters.size()));
  }
  ZATO_TRY(const auto rows, connection.query("INSERT INTO cluster (" + base::join(columns, ", ") + ") VALUES (" +
                                                 base::join(places, ", ") + ") RETURNING id",
                                             std::move(parameters)));
  return rows.front().integer(0);
}

Result<Cluster> create_now(Connection& connection, Cluster cluster, const std::string& actor) {
  ZATO_TRY(const auto taken, connection.query("SELECT id FROM cluster WHERE name = $1", {cluster.name}));
  if (!taken.empty()) return base::fail(Code::kAlreadyExists, "Cluster `" + cluster.name + "` already exists");
  ZATO_TRY(const auto values, assignments(Cluster::type(), &cluster, NoSecrets()));
  ZATO_TRY(cluster.id, insert_row(connection, values));
  cluster.version = 1;
  ZATO_CHECK(connection.execute("INSERT INTO config_sequence (cluster_id, seq) VALUES ($1, 0)", {cluster.id}));
  ZATO_TRY(const auto sequence, next_sequence(connection, cluster.id));
  ZATO_CHECK(record_change(connection, cluster.id,
                           {.sequence = sequence,
                            .object_type = Cluster::type().name,
                            .object_id = cluster.id,
                            .object_name = cluster.name,
                            .action = "create",
                            .actor = actor,
                            .changed_at = base::iso_utc_now(),
                            .version = 1},
                           {.after = image_of(Cluster::type(), values)}));
  return cluster;
}

}  // namespace

Result<Cluster> create_cluster(Connection& connection, Cluster cluster, const std::string& actor,
                               const std::function<Result<void>(schema::Id cluster_id)>& fill) {
  ZATO_CHECK(schema::to_result(Cluster::type(), &cluster, schema::check(Cluster::type(), &cluster)));
  return in_transaction(connection, Mode::kWrite, [&]() -> Result<Cluster> {
    ZATO_TRY(auto created, create_now(connection, cluster, actor));
    if (fill) ZATO_CHECK(fill(created.id));
    return created;
  });
}

Result<std::vector<Cluster>> list_clusters(Connection& connection) {
  ZATO_TRY(const auto rows, connection.query("SELECT " + select_list(Cluster::type()) + " FROM cluster ORDER BY name"));
  std::vector<Cluster> clusters;
  for (const auto& row : rows) ZATO_CHECK(read_object(Cluster::type(), row, NoSecrets(), &clusters.emplace_back()));
  return clusters;
}

Result<Cluster> find_cluster(Connection& connection, std::string_view name) {
  ZATO_TRY(auto clusters, list_clusters(connection));
  std::vector<std::string> names;
  for (auto& cluster : clusters) {
    if (cluster.name == name) return std::move(cluster);
    names.push_back(cluster.name);
  }
  auto message = "the ODB has no cluster `" + std::string(name) + "`";
  if (const auto near = base::nearest(name, names)) message += "; did you mean `" + *near + "`?";
  return base::fail(Code::kNotFound, std::move(message));
}

Result<void> remove_cluster(Connection& connection, const schema::Registry& registry, schema::Id cluster_id) {
  const auto tables = all_tables(registry);
  return in_transaction(connection, Mode::kWrite, [&]() -> Result<void> {
    // Those that refer to others come last in the list and go first here.
    for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
      const auto is_of_cluster = [](const Column& column) { return column.name == "cluster_id"; };
      if (std::none_of(table->columns.begin(), table->columns.end(), is_of_cluster)) continue;
      ZATO_CHECK(connection.execute("DELETE FROM " + table->name + " WHERE cluster_id = $1", {cluster_id}));
    }
    ZATO_CHECK(connection.execute("DELETE FROM cluster WHERE id = $1", {cluster_id}));
    return {};
  });
}

}  // namespace zato::odb
