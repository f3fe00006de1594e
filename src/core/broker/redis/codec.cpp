// RESP through hiredis' reader (codec.hpp). Replies are built in place: no copy of hiredis' own reply objects.
#include "broker/redis/codec.hpp"

#include <hiredis/read.h>

#include <new>
#include <utility>

namespace zato::broker::redis {
namespace {

// Where the reply of `task` belongs: in its parent's array, which has its full size already, or on the heap as the
// root. These functions are called from C: nothing may be thrown out of them, null means "out of memory".
template <class T>
void* put(const redisReadTask* task, T&& value) noexcept {
  try {
    if (!task->parent) return new Reply(std::forward<T>(value));
    auto& siblings = const_cast<Reply::Array&>(static_cast<Reply*>(task->parent->obj)->array());
    return &(siblings.at(static_cast<std::size_t>(task->idx)) = Reply(std::forward<T>(value)));
  } catch (const std::exception&) {
    return nullptr;
  }
}

void* put_text(const redisReadTask* task, char* text, std::size_t size) noexcept {
  try {
    std::string copy(text, size);
    if (task->type == REDIS_REPLY_ERROR) return put(task, Reply::Refusal{std::move(copy)});
    if (task->type == REDIS_REPLY_STATUS) return put(task, Reply::Status{std::move(copy)});
    return put(task, std::move(copy));
  } catch (const std::exception&) {
    return nullptr;
  }
}

// No command of ours is answered with more; a broken peer shall not make us reserve gigabytes by a few bytes.
constexpr int kMostElements = 1'000'000;

void* put_array(const redisReadTask* task, int size) noexcept {
  if (size > kMostElements) return nullptr;
  try {
    return put(task, Reply::Array(static_cast<std::size_t>(size)));
  } catch (const std::exception&) {
    return nullptr;
  }
}

void* put_integer(const redisReadTask* task, long long value) noexcept { return put(task, std::int64_t{value}); }
void* put_nil(const redisReadTask* task) noexcept { return put(task, Reply::Nil{}); }
void free_root(void* root) noexcept { delete static_cast<Reply*>(root); }

redisReplyObjectFunctions kBuilders{put_text, put_array, put_integer, put_nil, free_root};

}  // namespace

void append_command(std::string& out, std::span<const std::string_view> words) {
  out += '*';
  out += std::to_string(words.size());
  out += "\r\n";
  for (const std::string_view word : words) {
    out += '$';
    out += std::to_string(word.size());
    out += "\r\n";
    out += word;
    out += "\r\n";
  }
}

struct ReplyReader::State {
  std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{redisReaderCreateWithFunctions(&kBuilders),
                                                                  &redisReaderFree};
};

ReplyReader::ReplyReader() : state_(std::make_unique<State>()) {
  if (!state_->reader) throw std::bad_alloc();
}
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) { redisReaderFeed(state_->reader.get(), bytes.data(), bytes.size()); }

base::Result<std::optional<Reply>> ReplyReader::next() {
  void* root = nullptr;
  if (redisReaderGetReply(state_->reader.get(), &root) != REDIS_OK) {
    return base::fail(base::Code::kCorrupt,
                      std::string("redis answered what is not RESP: ") + redisReaderGetError(state_->reader.get()));
  }
  if (!root) return std::optional<Reply>();
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(root));
  return std::optional<Reply>(std::move(*reply));
}

}  // namespace zato::broker::redis
