// RESP, the protocol of Redis: commands to bytes, bytes to replies. No I/O. hiredis parses; its header is seen by
// codec.cpp only.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "broker/reply.hpp"

namespace zato::broker::redis {

void append_command(std::string& out, std::span<const std::string_view> words);

// Fed with bytes as they come; gives replies in order.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  base::Result<std::optional<Reply>>
  next();  // nothing: more bytes are needed. kCorrupt: not RESP; the reader is of no more use

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zato::broker::redis
