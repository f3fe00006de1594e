// How rows of scheduler_fire are read. For ledger.cpp and ledger_queries.cpp.
#pragma once

#include <initializer_list>

#include "jobs/ledger.hpp"

namespace zato::jobs {

inline std::int64_t micros(Instant at) { return at.time_since_epoch().count(); }
inline Instant instant(std::int64_t micros) { return Instant(schedule::Duration(micros)); }

// Many rows in one parameter, so that a statement is the same for one row and for a thousand: `columns`, given
// as a JSON array of arrays in $1: "(SELECT … AS job_id, … FROM …) AS given".
struct Given {
  const char* name;
  const char* type;  // of CAST
};
std::string given_rows(odb::Engine engine, std::initializer_list<Given> columns);

std::string run_columns();
std::vector<Run> runs_of(const std::vector<odb::Row>& rows);

}  // namespace zato::jobs
