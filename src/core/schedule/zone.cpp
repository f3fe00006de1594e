#include "schedule/zone.hpp"

#include <date/tz.h>

namespace zato::schedule {

using base::Code;

namespace {

const date::time_zone& zone_of(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

}  // namespace

base::Result<Zone> Zone::find(std::string_view name) {
  if (name.empty() || name == "UTC") return Zone();
  Zone zone;
  zone.name_ = name;
  try {
    zone.zone_ = date::locate_zone(zone.name_);
    // Zones are read when first used; a broken file shows now.
    static_cast<void>(zone_of(zone.zone_).get_info(date::sys_seconds(std::chrono::seconds(0))));
  } catch (const std::exception&) {
    return base::fail(Code::kNotFound, "there is no time zone `" + zone.name_ + "`; names are such as Europe/Warsaw");
  }
  return zone;
}

Zone::Period Zone::period_at(std::chrono::sys_seconds at) const {
  if (!zone_) return {std::chrono::sys_seconds::min(), std::chrono::sys_seconds::max(), std::chrono::seconds(0)};
  const auto info = zone_of(zone_).get_info(at);
  return {info.begin, info.end, info.offset};
}

Local Zone::local(Instant at) const {
  const auto second = whole_seconds(at);
  return Local((second + period_at(second).offset).time_since_epoch());
}

}  // namespace zato::schedule
