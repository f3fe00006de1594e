// How rows of scheduler_fire are read. For ledger.cpp and ledger_queries.cpp.
#pragma once

#include "jobs/ledger.hpp"

namespace zato::jobs {

inline std::int64_t micros(Instant at) { return at.time_since_epoch().count(); }
inline Instant instant(std::int64_t micros) { return Instant(schedule::Duration(micros)); }

std::string run_columns();
std::vector<Run> runs_of(const std::vector<odb::Row>& rows);

}  // namespace zato::jobs
