#include "log/access_log.hpp"

#include <array>
#include <charconv>

#include "base/clock.hpp"
#include "log/line.hpp"

namespace zato::log {
namespace {

constexpr std::size_t kFlushAt = 64 * 1024;

constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

void append_escaped(std::string& out, std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::size_t run = 0;  // plain bytes not yet copied begin here
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (kPlain[byte]) [[likely]]
      continue;
    out += text.substr(run, at - run);
    out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    run = at + 1;
  }
  out += text.substr(run);
}

void append_or_dash(std::string& out, std::string_view text) {
  if (text.empty())
    out += '-';
  else
    append_escaped(out, text);
}

template <class T>
void append_number(std::string& out, T number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

// 0.000137
void append_seconds(std::string& out, std::chrono::microseconds duration) {
  const auto total = duration.count() < 0 ? 0 : duration.count();
  append_number(out, total / 1'000'000);
  auto fraction = total % 1'000'000;
  char digits[7] = {'.', '0', '0', '0', '0', '0', '0'};
  for (std::size_t i = 6; i > 0; --i, fraction /= 10) digits[i] = static_cast<char>('0' + fraction % 10);
  out.append(digits, sizeof(digits));
}

std::string apache_time(std::time_t time) {
  std::tm parts{};
  ::localtime_r(&time, &parts);
  // strftime's %b would follow the process's locale.
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  char zone[16];
  std::strftime(zone, sizeof(zone), "%z", &parts);
  std::snprintf(text, sizeof(text), "[%02d/%s/%04d:%02d:%02d:%02d %s]", parts.tm_mday, kMonths[parts.tm_mon],
                parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec, zone);
  return text;
}

}  // namespace

base::Result<void> AccessLog::open(const std::filesystem::path& path, Format format) {
  flush();
  format_ = format;
  stamp_of_ = -1;
  return file_.open(path);
}

void AccessLog::add(const AccessEntry& entry) {
  if (!file_.is_open()) return;
  if (format_ == Format::kText)
    add_text(entry);
  else
    add_json(entry);
  if (gathered_.size() >= kFlushAt) flush();
}

void AccessLog::flush() {
  if (gathered_.empty()) return;
  file_.write(gathered_);
  gathered_.clear();
}

void AccessLog::reopen() {
  flush();
  file_.reopen();
}

const std::string& AccessLog::stamp(std::time_t time) {
  if (time == stamp_of_) return stamp_;
  stamp_of_ = time;
  return stamp_ = format_ == Format::kText ? apache_time(time) : base::iso_utc(base::Wall::from_time_t(time));
}

void AccessLog::add_text(const AccessEntry& entry) {
  std::string& out = gathered_;
  append_or_dash(out, entry.peer);
  (out += " - - ") += stamp(entry.time);
  out += " \"";
  if (entry.method.empty()) {
    out += '-';
  } else {
    append_escaped(out, entry.method);
    out += ' ';
    append_escaped(out, entry.target);
    (out += ' ') += entry.version;
  }
  out += "\" ";
  append_number(out, entry.status);
  out += ' ';
  append_number(out, entry.bytes);
  out += " \"";
  append_or_dash(out, entry.referer);
  out += "\" \"";
  append_or_dash(out, entry.user_agent);
  out += "\" ";
  append_or_dash(out, entry.cid);
  out += ' ';
  append_seconds(out, entry.duration);
  out += '\n';
}

void AccessLog::add_json(const AccessEntry& entry) {
  std::string& out = gathered_;
  const auto text = [&](std::string_view key, std::string_view value) {
    ((out += ",\"") += key) += "\":";
    append_json_string(out, value);
  };
  ((out += "{\"ts\":\"") += stamp(entry.time)) += '"';
  text("peer", entry.peer);
  text("method", entry.method);
  text("target", entry.target);
  text("version", entry.version);
  out += ",\"status\":";
  append_number(out, entry.status);
  out += ",\"bytes\":";
  append_number(out, entry.bytes);
  if (!entry.referer.empty()) text("referer", entry.referer);
  if (!entry.user_agent.empty()) text("user_agent", entry.user_agent);
  text("cid", entry.cid);
  out += ",\"duration\":";
  append_seconds(out, entry.duration);
  out += "}\n";
}

}  // namespace zato::log
