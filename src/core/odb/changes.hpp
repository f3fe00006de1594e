// The record of configuration changes: numbered without gaps per cluster, written in the transaction of the change
// itself. Servers follow it to converge.
#pragma once

#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::odb {

struct Change {
  std::int64_t sequence = 0;
  std::string object_type = {};
  schema::Id object_id = 0;
  std::string object_name = {};
  std::string action = {};  // create, edit, delete
  std::string actor = {};
  std::string changed_at = {};
  std::int64_t version = 0;              // of the row after the change; of a deleted one: its last
  std::vector<std::string> fields = {};  // an edit: those whose values differ
  std::string note = {};                 // "undo of 17", "rollback to 12"
};

// What the row held (images.hpp). Both are empty in changes that were recorded before there were images.
struct Images {
  std::string before = {};  // empty: there was no such row
  std::string after = {};   // likewise
};

// The number of the cluster's last change. From here on other writers of this cluster wait until the transaction ends,
// which lets a writer look before it changes. kNotFound: no such cluster.
base::Result<std::int64_t> lock_sequence(Connection& connection, schema::Id cluster_id);

// Takes the cluster's next number, with the same wait. Whoever takes one records a change: numbers have no gaps.
// `count`: that many numbers; this is the last of them.
base::Result<std::int64_t> next_sequence(Connection& connection, schema::Id cluster_id, std::int64_t count = 1);

base::Result<void> record_change(Connection& connection, schema::Id cluster_id, const Change& change,
                                 const Images& images);

// The number of the last change. Cheap enough to ask every other second.
base::Result<std::int64_t> current_sequence(Connection& connection, schema::Id cluster_id);

// Where the cluster is, seen by somebody who is at `known`. A database that was restored from a copy, or made anew, has
// other changes under the same numbers: its mark of `known` is another one.
struct Position {
  std::int64_t sequence = 0;  // of the last change
  std::string mark = {};      // of the change `known`; empty: it is not kept any more
};
base::Result<Position> position(Connection& connection, schema::Id cluster_id, std::int64_t known);

base::Result<std::vector<Change>> changes_since(Connection& connection, schema::Id cluster_id, std::int64_t sequence,
                                                std::int64_t limit = 1000);

struct RecordedChange {
  Change change = {};
  Images images = {};
};

// Several at once, a statement for all.
base::Result<void> record_changes(Connection& connection, schema::Id cluster_id,
                                  const std::vector<RecordedChange>& changes);

// kNotFound: there was no such change, or it is not kept any more.
base::Result<RecordedChange> recorded_change(Connection& connection, schema::Id cluster_id, std::int64_t sequence);

// How changes are read: the columns and a row of them. For those with queries of their own.
std::string change_columns();
Change change_of(const Row& row);
inline constexpr std::size_t kChangeColumns = 10;  // further ones of a query begin here

}  // namespace zato::odb
