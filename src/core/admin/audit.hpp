// Audit log: what was changed and what was refused, by whom and from where. Append-only; each event holds the hash of
// the one before, so that an event that was altered or taken out shows. Names of fields, never their values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/service.hpp"
#include "odb/database.hpp"

namespace zato::admin {

struct AuditEvent {
  std::int64_t sequence = 0;
  std::string happened_at = {};
  std::string kind = {};  // change, refusal, login-failure
  std::string actor = {};
  std::string role = {};
  std::string address = {};
  std::string cid = {};
  std::string service = {};
  Deed deed = {};
  std::string details = {};
  std::string hash = {};
};

// At the end of the chain. Inside a write transaction.
base::Result<void> record_event(odb::Connection& connection, schema::Id cluster_id, AuditEvent event);

struct AuditQuery {
  std::string kind = {};   // empty: all
  std::string actor = {};  // likewise
  std::string object_type = {};
  std::int64_t offset = 0;
  std::int64_t limit = -1;
};
base::Result<std::vector<AuditEvent>> audit_events(odb::Connection& connection, schema::Id cluster_id,
                                                   const AuditQuery& query);  // newest first
base::Result<std::int64_t> audit_count(odb::Connection& connection, schema::Id cluster_id, const AuditQuery& query);

struct ChainCheck {
  std::int64_t events = 0;
  std::int64_t broken_at = 0;  // sequence of the first event that does not fit; 0: the chain is whole
  std::string problem = {};
};
base::Result<ChainCheck> verify_chain(odb::Connection& connection, schema::Id cluster_id);

}  // namespace zato::admin
