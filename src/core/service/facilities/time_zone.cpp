// Reading TZif files (time_zone.hpp).
#include "service/facilities/time_zone.hpp"

#include <ctime>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/file.hpp"

namespace zato::service {
namespace {

struct Kind {
  std::int32_t ahead = 0;
  std::string abbreviation = {};
};
struct Zone {
  std::vector<std::int64_t> changes;  // when
  std::vector<std::size_t> to;        // to which kind
  std::vector<Kind> kinds;            // the first one holds before the first change
};

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}
  std::string_view take(std::size_t count) {
    const auto taken = rest_.substr(0, count);
    short_ = short_ || taken.size() != count;
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::int64_t number(std::size_t size) {  // big-endian, signed
    const auto digits = take(size);
    std::uint64_t value = !digits.empty() && (digits[0] & 0x80) ? ~std::uint64_t{0} : 0;
    for (const char digit : digits) value = value << 8 | static_cast<unsigned char>(digit);
    return static_cast<std::int64_t>(value);
  }
  bool is_short() const { return short_; }

 private:
  std::string_view rest_;
  bool short_ = false;
};

struct Header {
  char version = 0;
  std::size_t ut, standard, leaps, changes, kinds, characters;
  explicit Header(Bytes& bytes) {
    valid = bytes.take(4) == "TZif";
    const auto v = bytes.take(1);
    version = v.empty() ? '\0' : v[0];
    bytes.take(15);
    for (auto* count : {&ut, &standard, &leaps, &changes, &kinds, &characters})
      *count = static_cast<std::size_t>(bytes.number(4));
  }
  bool valid = false;
  std::size_t size(std::size_t width) const {
    return changes * (width + 1) + kinds * 6 + characters + leaps * (width + 4) + standard + ut;
  }
};

std::optional<Zone> parse(std::string_view text) {
  Bytes bytes(text);
  Header header(bytes);
  std::size_t width = 4;
  if (header.valid && header.version >= '2') {  // the 64-bit data follow those of version 1
    bytes.take(header.size(4));
    header = Header(bytes);
    width = 8;
  }
  if (!header.valid || bytes.is_short() || header.size(width) > text.size()) return std::nullopt;
  Zone zone;
  for (std::size_t i = 0; i < header.changes; ++i) zone.changes.push_back(bytes.number(width));
  for (std::size_t i = 0; i < header.changes; ++i) zone.to.push_back(static_cast<std::size_t>(bytes.number(1)) & 0xFF);
  std::vector<std::size_t> names;
  for (std::size_t i = 0; i < header.kinds; ++i) {
    zone.kinds.push_back({.ahead = static_cast<std::int32_t>(bytes.number(4))});
    bytes.take(1);
    names.push_back(static_cast<std::size_t>(bytes.number(1)) & 0xFF);
  }
  const auto characters = bytes.take(header.characters);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto from = characters.substr(std::min(names[i], characters.size()));
    zone.kinds[i].abbreviation = from.substr(0, from.find('\0'));
  }
  const bool fits = std::ranges::all_of(zone.to, [&](std::size_t kind) { return kind < zone.kinds.size(); });
  return bytes.is_short() || zone.kinds.empty() || !fits ? std::nullopt : std::optional(std::move(zone));
}

// No name leads out of the directory.
bool is_name(std::string_view name) {
  const bool plain = std::ranges::all_of(
      name, [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-' || c == '+' || c == '/'; });
  return plain && !name.empty() && name.front() != '/' && name.size() < 64;
}

std::shared_ptr<const Zone> find(std::string_view name) {
  static std::mutex mutex;  // guards `zones`
  static std::map<std::string, std::shared_ptr<const Zone>, std::less<>> zones;
  const std::lock_guard lock(mutex);
  if (const auto known = zones.find(name); known != zones.end()) return known->second;
  if (!is_name(name)) return nullptr;
  const auto text = base::read_file("/usr/share/zoneinfo/" + std::string(name));
  auto zone = text ? parse(*text) : std::nullopt;
  if (!zone) return nullptr;
  return zones.emplace(name, std::make_shared<const Zone>(std::move(*zone))).first->second;
}

zato::ZoneOffset local(std::chrono::sys_seconds at) {
  const std::time_t when = at.time_since_epoch().count();
  std::tm broken{};
  if (!::localtime_r(&when, &broken)) return {};
  return {.known = true, .ahead = std::chrono::seconds(broken.tm_gmtoff), .abbreviation = broken.tm_zone};
}

}  // namespace

zato::ZoneOffset zone_offset(std::string_view name, std::chrono::sys_seconds at) {
  if (name.empty()) return local(at);
  const auto zone = find(name);
  if (!zone) return {};
  const auto next = std::ranges::upper_bound(zone->changes, at.time_since_epoch().count());
  const auto index = next - zone->changes.begin();
  const auto& kind = zone->kinds[index == 0 ? 0 : zone->to[static_cast<std::size_t>(index - 1)]];
  return {.known = true, .ahead = std::chrono::seconds(kind.ahead), .abbreviation = kind.abbreviation};
}

}  // namespace zato::service
