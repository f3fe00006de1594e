#include "log/line.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace zato::log {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "OFF"};

std::string_view name_of(Level level) { return kNames[static_cast<std::size_t>(level)]; }

// 2026-11-20 23:51:34,123 in local time, as Python's logging prints it.
std::string local_time(base::WallTime time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
  const std::time_t seconds = base::Wall::to_time_t(whole);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[40];
  const std::size_t size = std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
  std::snprintf(text + size, sizeof(text) - size, ",%03d", static_cast<int>(milliseconds));
  return text;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') out += "\\n";
    else if (byte < 0x20 || byte == 0x7f) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
}

// Length of the UTF-8 sequence that starts at text[at], or 0 when it is not one.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(at);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  if (size == 3 && ((first == 0xE0 && byte(at + 1) < 0xA0) || (first == 0xED && byte(at + 1) > 0x9F))) return 0;
  if (size == 4 && ((first == 0xF0 && byte(at + 1) < 0x90) || (first == 0xF4 && byte(at + 1) > 0x8F))) return 0;
  return size;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t size = utf8_length(text, at);
    if (byte == '"' || byte == '\\') (out += '\\') += text[at];
    else if (byte == '\n') out += "\\n";
    else if (byte == '\r') out += "\\r";
    else if (byte == '\t') out += "\\t";
    else if (byte < 0x20) out += fmt::format("\\u{:04x}", byte);
    else if (size == 0) out += "\\ufffd";
    else out += text.substr(at, size);
    at += size == 0 ? 1 : size;
  }
  out += '"';
}

std::string render_text(const Line& line) {
  std::string out = fmt::format("{} - {} - {}:{} - {} - ", local_time(line.time), name_of(line.level), line.pid, line.process, line.logger);
  if (!line.cid.empty()) (out += line.cid) += " - ";
  append_escaped(out, line.message);
  out += '\n';
  return out;
}

std::string render_json(const Line& line) {
  std::string out = "{\"ts\":\"" + base::iso_utc(line.time) + "\",\"level\":\"" + std::string(name_of(line.level)) + "\"";
  out += fmt::format(",\"pid\":{},\"process\":", line.pid);
  append_json_string(out, line.process);
  out += ",\"logger\":";
  append_json_string(out, line.logger);
  if (!line.cid.empty()) {
    out += ",\"cid\":";
    append_json_string(out, line.cid);
  }
  out += ",\"msg\":";
  append_json_string(out, line.message);
  out += "}\n";
  return out;
}

}  // namespace zato::log
