// History: who changed what, and when. For admin services and the command line; secrets never leave here.
#pragma once

#include "odb/changes.hpp"
#include "odb/store.hpp"

namespace zato::odb {

struct HistoryQuery {
  std::string object_type = {};  // empty: of all types
  schema::Id object_id = 0;      // 0: all objects, unless there is a name
  std::string name = {};         // any name that the object has had; only with a type
  std::int64_t after = 0;        // only changes with a higher number
  Page page = {};
};

struct FieldChange {
  std::string field;
  schema::Value before = {};  // null: there was no such object; secrets are masked
  schema::Value after = {};
};

struct HistoryEntry {
  Change change = {};
  std::vector<FieldChange> fields = {};  // of a created or deleted object all, in the order of their names
};

// Newest first.
base::Result<std::vector<HistoryEntry>> history(Connection& connection, const schema::Registry& registry,
                                                schema::Id cluster_id, const HistoryQuery& query);
base::Result<std::int64_t> history_count(Connection& connection, schema::Id cluster_id, const HistoryQuery& query);

// Forgets all changes of the cluster but the last `keep`. A reader who was further behind loads everything anew; what
// is forgotten cannot be taken back. How many went.
base::Result<std::int64_t> forget_changes(Connection& connection, schema::Id cluster_id, std::int64_t keep);

}  // namespace zato::odb
