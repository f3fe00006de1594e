// Logging. Text in Zato's format by default, one JSON object per line by setting; registered secrets are masked in both.
// Several processes may append to one file: every line is a single write. Any thread may log.
#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::log {

enum class Level { kTrace, kDebug, kInfo, kWarning, kError, kOff };
enum class Format { kText, kJson };

std::optional<Level> parse_level(std::string_view name);   // trace, debug, info, warning|warn, error, off
std::optional<Format> parse_format(std::string_view name);  // text, json

struct Options {
  std::filesystem::path file = {};      // empty: stderr only
  bool to_stderr = false;               // beside the file
  Level level = Level::kInfo;
  Format format = Format::kText;
  std::string process = "main";         // shown after the pid: "worker-1", "keeper", "agent"
  std::size_t rotate_bytes = 0;         // 0: this process never rotates; one process per file at most sets it
  int rotate_count = 10;                // file.1 … file.N kept
};

// Once, at the start of a process; before that lines go to stderr. Again: replaces the options.
base::Result<void> start(const Options& options);

void reopen();  // after logrotate moved the file away (SIGUSR1). Also done by itself when the file's inode changes.
void rotate_if_grown();  // by the process that has `rotate_bytes`, now and then: lines of its siblings make the file grow too
void set_level(Level level);

// From now on every occurrence of `secret` in a line is written as ******. Short ones (< 6 characters) are not registered.
void mask(std::string_view secret);

bool enabled(Level level) noexcept;
void write(Level level, std::string_view logger, std::string_view cid, std::string_view message);

// A named source of lines; cheap to copy, static storage is fine.
class Logger {
 public:
  explicit constexpr Logger(std::string_view name) : name_(name) {}  // `name` must outlive the logger: a literal

  template <class... A> void trace(fmt::format_string<A...> f, A&&... a) const { line(Level::kTrace, f, a...); }
  template <class... A> void debug(fmt::format_string<A...> f, A&&... a) const { line(Level::kDebug, f, a...); }
  template <class... A> void info(fmt::format_string<A...> f, A&&... a) const { line(Level::kInfo, f, a...); }
  template <class... A> void warning(fmt::format_string<A...> f, A&&... a) const { line(Level::kWarning, f, a...); }
  template <class... A> void error(fmt::format_string<A...> f, A&&... a) const { line(Level::kError, f, a...); }

 private:
  template <class... A>
  void line(Level level, fmt::string_view f, A&... a) const {
    if (enabled(level)) write(level, name_, {}, fmt::vformat(f, fmt::make_format_args(a...)));
  }

  std::string_view name_;
};

}  // namespace zato::log
