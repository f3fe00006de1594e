// The log of HTTP requests: one line each, as Apache's combined format or JSON. Lines are gathered and written
// together, so that a request costs no system call; who owns the log flushes it by a timer. One per process and file;
// its thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>

#include "log/append_file.hpp"
#include "log/log.hpp"

namespace zato::log {

struct AccessEntry {
  std::time_t time = 0;
  std::string_view peer = {};  // these may be empty: "-" is written
  std::string_view method = {};
  std::string_view target = {};
  std::string_view version = {};  // "HTTP/1.1"
  int status = 0;
  std::size_t bytes = 0;
  std::string_view referer = {};
  std::string_view user_agent = {};
  std::string_view cid = {};
  std::chrono::microseconds duration{0};
};

// 127.0.0.1 - - [20/Nov/2026:23:51:34 +0000] "GET /a HTTP/1.1" 200 141 "-" "curl/7.88.1" K3205… 0.000137
// Quotes, backslashes, control characters and bytes above 0x7E inside the quotes are written as \xHH.
class AccessLog {
 public:
  AccessLog() = default;
  ~AccessLog() { flush(); }
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  base::Result<void> open(const std::filesystem::path& path, Format format);

  void add(const AccessEntry& entry);  // writes by itself when 64 KB have gathered
  void flush();
  // Renames the file and begins a new one when it has grown beyond `bytes`. One process per file only; the others follow by themselves.
  void rotate_beyond(std::size_t bytes, int count) { file_.rotate_beyond(bytes, count); }
  void reopen();  // after logrotate moved the file away

 private:
  void add_text(const AccessEntry& entry);
  void add_json(const AccessEntry& entry);
  const std::string& stamp(std::time_t time);

  AppendFile file_;
  Format format_ = Format::kText;
  std::string gathered_;
  std::time_t stamp_of_ = -1;
  std::string stamp_;  // of the second stamp_of_: rendering it anew for each line would be the dearest part
};

}  // namespace zato::log
