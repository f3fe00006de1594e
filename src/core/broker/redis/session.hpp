// Session: one connection to Redis, from connect to loss. Commands of several fibers are pipelined over it. Loop thread
// only.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "broker/redis/codec.hpp"
#include "broker/reply.hpp"
#include "rt/event.hpp"
#include "rt/stream.hpp"

namespace zato::broker::redis {

class Session : public std::enable_shared_from_this<Session> {
 public:
  // Starts the fibers that write and read; they hold the session until it has ended.
  static std::shared_ptr<Session> start(rt::Loop& loop, std::unique_ptr<rt::ByteStream> stream);

  // Fibers only. kTimeout: the answer did not come in time, the command may have been carried out. kUnavailable: the
  // session has ended. A refusal by Redis is a reply.
  base::Result<Reply> command(std::span<const std::string_view> words, rt::Deadline deadline);

  void close(base::Error why);  // the first reason stays
  bool ended_before(rt::Deadline deadline) { return ended_.wait(deadline); }
  const base::Error& why() const noexcept { return why_; }  // once it has ended

 private:
  struct Waiting {
    rt::Event answered;
    base::Result<Reply> reply = base::fail(base::Code::kInternal, "no reply yet");
  };

  explicit Session(std::unique_ptr<rt::ByteStream> stream) : stream_(std::move(stream)) {}
  void read();
  void write();
  base::Result<void> take_replies();

  std::unique_ptr<rt::ByteStream> stream_;
  ReplyReader reader_;
  std::string unsent_;
  rt::Event has_unsent_;
  std::deque<std::shared_ptr<Waiting>> waiting_;  // in the order of the commands; replies come in the same
  rt::Event ended_;
  base::Error why_;
};

}  // namespace zato::broker::redis
