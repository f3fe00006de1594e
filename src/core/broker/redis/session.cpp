// One connection to Redis (session.hpp).
#include "broker/redis/session.hpp"

#include <array>
#include <utility>

namespace zato::broker::redis {

using base::Code;
using base::fail;
using base::Result;

namespace {

// Beyond these a Redis that does not answer must not cost more memory.
constexpr std::size_t kMostUnsentBytes = 64 * 1024 * 1024;
constexpr std::size_t kMostWaiting = 100'000;

}  // namespace

std::shared_ptr<Session> Session::start(rt::Loop& loop, std::unique_ptr<rt::ByteStream> stream) {
  const std::shared_ptr<Session> session(new Session(std::move(stream)));
  loop.spawn([session] { session->read(); });
  loop.spawn([session] { session->write(); });
  return session;
}

Result<Reply> Session::command(std::span<const std::string_view> words, rt::Deadline deadline) {
  if (ended_.is_set()) return fail(why_);
  if (unsent_.size() > kMostUnsentBytes || waiting_.size() >= kMostWaiting) {
    return fail(Code::kResourceExhausted, "too many commands wait for redis");
  }
  const auto mine = std::make_shared<Waiting>();
  append_command(unsent_, words);
  waiting_.push_back(mine);
  has_unsent_.set();
  if (!mine->answered.wait(deadline)) {
    return fail(Code::kTimeout, "redis did not answer " + std::string(words.front()) + " in time");
  }
  return std::move(mine->reply);
}

// Everything that became ready in the same turn of the loop leaves in one write.
void Session::write() {
  while (true) {
    has_unsent_.wait();
    if (ended_.is_set()) return;
    has_unsent_.reset();
    const std::string bytes = std::exchange(unsent_, {});
    if (auto written = stream_->write_all(bytes, rt::Deadline::never()); !written) {
      close(std::move(written.error()));
      return;
    }
  }
}

void Session::read() {
  std::array<char, 16 * 1024> buffer;
  while (!ended_.is_set()) {
    const auto count = stream_->read_some(buffer, rt::Deadline::never());
    if (!count) return close(count.error());
    if (*count == 0) return close({Code::kUnavailable, "redis closed the connection"});
    reader_.feed({buffer.data(), *count});
    if (auto taken = take_replies(); !taken) return close(std::move(taken.error()));
  }
}

Result<void> Session::take_replies() {
  while (true) {
    ZATO_TRY(auto reply, reader_.next());
    if (!reply) return {};
    if (waiting_.empty()) return fail(Code::kCorrupt, "redis answered what nobody asked");
    const auto first = std::move(waiting_.front());
    waiting_.pop_front();
    first->reply = std::move(*reply);
    first->answered.set();
  }
}

void Session::close(base::Error why) {
  if (ended_.is_set()) return;
  why_ = std::move(why);
  why_.code = Code::kUnavailable;  // to those who wait it is all the same
  ended_.set();
  has_unsent_.set();
  stream_->close();
  for (const auto& one : std::exchange(waiting_, {})) {
    one->reply = fail(why_);
    one->answered.set();
  }
}

}  // namespace zato::broker::redis
