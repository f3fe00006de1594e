// Zone: a time zone of the operating system's database. The one file behind which the library `date` works.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "schedule/instant.hpp"

namespace zato::schedule {

class Zone {
 public:
  Zone() = default;  // UTC, without a look into any database

  // "Europe/Warsaw"; "" and "UTC" are UTC. kNotFound: there is none of this name.
  static base::Result<Zone> find(std::string_view name);

  const std::string& name() const noexcept { return name_; }

  // A stretch of time with one difference from UTC: [begin, end).
  struct Period {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;
    std::chrono::seconds offset;  // local time = UTC + offset
  };
  Period period_at(std::chrono::sys_seconds at) const;

  Local local(Instant at) const;

 private:
  std::string name_ = "UTC";
  const void* zone_ = nullptr;  // of the library, which keeps it for ever; null: UTC
};

}  // namespace zato::schedule
