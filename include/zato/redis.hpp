// redis, which Zato also calls kvdb: the cluster's Redis, over the connection that all calls of a worker share. Waiting
// for an answer suspends only this call.
//
//   redis.set("customer:5", "Joan", {.expiry = std::chrono::minutes(5)});
//   std::optional<std::string> name = redis.get("customer:5");
//   redis.command("ZADD", "scores", 7, "Joan");
//
// Keys are used as they are, the same from C++ and from Python's self.kvdb.conn; those of the platform begin with zato:
// and are to be left alone. Commands that block the connection or change what it means (BLPOP, SUBSCRIBE, MULTI, SELECT
// …) or the server (FLUSHALL, CONFIG …) are refused. While Redis is away all of them throw zato::ServiceUnavailable.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zato/raise.hpp"

namespace zato {

// Redis refuses a command: a key holds another kind of value, the command does not exist …
class RedisError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Redis {
 public:
  // Of a command.
  class Word {
   public:
    Word(const char* text) : text_(text) {}
    Word(std::string_view text) : text_(text) {}
    Word(const std::string& text) : text_(text) {}
    Word(std::integral auto number) : text_(std::to_string(number)) {}
    Word(double number) { detail::append(text_, number); }
    operator std::string_view() const noexcept { return text_; }

   private:
    std::string text_;
  };

  explicit Redis(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}

  // Any command, its words being texts or numbers.
  template <class... Words>
  RedisReply command(const Words&... words) const {
    return run({Word(words)...});
  }
  RedisReply run(std::initializer_list<Word> words) const {
    return send(std::vector<std::string_view>(words.begin(), words.end()));
  }
  RedisReply run(const std::vector<std::string>& words) const {
    return send(std::vector<std::string_view>(words.begin(), words.end()));
  }

  std::optional<std::string> get(std::string_view key) const { return text(run({"GET", key})); }
  struct SetOptions {
    std::chrono::milliseconds expiry{0};  // 0: never
    bool only_new = false;                // leave a value that is there
  };
  // False: there was a value and only_new.
  bool set(std::string_view key, std::string_view value, SetOptions options) const {
    std::vector<std::string> words{"SET", std::string(key), std::string(value)};
    if (options.only_new) words.emplace_back("NX");
    if (options.expiry.count() > 0) words.insert(words.end(), {"PX", std::to_string(options.expiry.count())});
    return run(words).kind != RedisReply::Kind::kNil;
  }
  void set(std::string_view key, std::string_view value) const { set(key, value, {}); }
  // Here and below: whether, or how many, there were.
  std::int64_t del(std::string_view key) const { return run({"DEL", key}).integer; }
  bool exists(std::string_view key) const { return run({"EXISTS", key}).integer != 0; }
  bool expire(std::string_view key, std::chrono::milliseconds after) const {
    return run({"PEXPIRE", key, after.count()}).integer != 0;
  }
  // Nothing: there is no such key, or it does not expire.
  std::optional<std::chrono::milliseconds> ttl(std::string_view key) const {
    const auto left = run({"PTTL", key}).integer;
    return left < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(left));
  }
  std::int64_t incr(std::string_view key, std::int64_t by = 1) const { return run({"INCRBY", key, by}).integer; }
  std::int64_t decr(std::string_view key, std::int64_t by = 1) const { return run({"DECRBY", key, by}).integer; }

  std::optional<std::string> hget(std::string_view key, std::string_view field) const {
    return text(run({"HGET", key, field}));
  }
  bool hset(std::string_view key, std::string_view field, std::string_view value) const {
    return run({"HSET", key, field, value}).integer != 0;
  }
  std::int64_t hdel(std::string_view key, std::string_view field) const { return run({"HDEL", key, field}).integer; }
  std::map<std::string, std::string> hgetall(std::string_view key) const {
    const auto reply = run({"HGETALL", key});
    std::map<std::string, std::string> fields;
    for (std::size_t i = 0; i + 1 < reply.list.size(); i += 2) fields[reply.list[i].text] = reply.list[i + 1].text;
    return fields;
  }

  std::int64_t lpush(std::string_view key, std::string_view value) const { return run({"LPUSH", key, value}).integer; }
  std::int64_t rpush(std::string_view key, std::string_view value) const { return run({"RPUSH", key, value}).integer; }
  std::optional<std::string> lpop(std::string_view key) const { return text(run({"LPOP", key})); }
  std::optional<std::string> rpop(std::string_view key) const { return text(run({"RPOP", key})); }
  std::vector<std::string> lrange(std::string_view key, std::int64_t first, std::int64_t last) const {
    return texts(run({"LRANGE", key, first, last}));
  }
  std::int64_t llen(std::string_view key) const { return run({"LLEN", key}).integer; }

  bool sadd(std::string_view key, std::string_view member) const { return run({"SADD", key, member}).integer != 0; }
  bool srem(std::string_view key, std::string_view member) const { return run({"SREM", key, member}).integer != 0; }
  bool sismember(std::string_view key, std::string_view member) const {
    return run({"SISMEMBER", key, member}).integer != 0;
  }
  std::vector<std::string> smembers(std::string_view key) const { return texts(run({"SMEMBERS", key})); }

 private:
  RedisReply send(const std::vector<std::string_view>& words) const {
    RedisOutcome outcome = detail::needed(runtime_).redis(words);
    detail::check<RedisError>(std::move(outcome.failure));
    return std::move(outcome.reply);
  }

  static std::optional<std::string> text(RedisReply&& reply) {
    return reply.kind == RedisReply::Kind::kNil ? std::nullopt : std::optional(std::move(reply.text));
  }
  static std::vector<std::string> texts(RedisReply&& reply) {
    std::vector<std::string> out;
    for (auto& one : reply.list) out.push_back(std::move(one.text));
    return out;
  }

  Runtime* runtime_;
};

}  // namespace zato
