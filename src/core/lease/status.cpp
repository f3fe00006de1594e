#include "lease/status.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "lease/lease.hpp"

namespace zato::lease {

namespace {

// Of base::iso_utc().
base::WallTime parse_iso_utc(const std::string& text) {
  std::tm parts{};
  int milliseconds = 0;
  const int read = std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%3dZ", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                               &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &milliseconds);
  if (read != 7) return {};
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return base::Wall::from_time_t(::timegm(&parts)) + std::chrono::milliseconds(milliseconds);
}

}  // namespace

base::Result<Status> read_status(odb::Connection& odb, schema::Id cluster_id, const std::string& role,
                                 base::WallTime now) {
  ZATO_TRY(const auto rows, odb.query("SELECT holder, epoch, renewed_at, patience_ms FROM keep_alive "
                                      "WHERE cluster_id = $1 AND role = $2",
                                      {cluster_id, role}));
  if (rows.empty()) return Status{};
  const auto& row = rows.front();
  Status status{.holder = std::string(name_of_holder(row.text(0))),
                .epoch = row.integer(1),
                .renewed_at = row.text(2),
                .patience = std::chrono::milliseconds(row.integer(3))};
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - parse_iso_utc(status.renewed_at));
  status.age = std::max(age, std::chrono::milliseconds(0));
  return status;
}

}  // namespace zato::lease
