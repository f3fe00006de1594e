// One log line as text: Zato's format or JSON. Pure functions, used by log.cpp and its tests.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "log/log.hpp"

namespace zato::log {

struct Line {
  base::WallTime time;
  Level level;
  int pid;
  std::string_view process;
  std::string_view logger;
  std::string_view cid;  // may be empty
  std::string_view message;
};

// Ends with a newline. Control characters inside the message are escaped, so that one call is always one line.
std::string render_text(const Line& line);
std::string render_json(const Line& line);

// `text` as a JSON string literal, quotes included. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace zato::log
