// Pending messages and their owners (heirs.hpp).
#include "messages/heirs.hpp"

#include <algorithm>
#include <utility>

namespace zato::messages {
namespace {

using namespace std::chrono_literals;
using base::Result;
using broker::Reply;

constexpr auto kPatience = 3s;
constexpr const char* kMost = "200";
constexpr std::int64_t kForgottenAfterMs = 3'600'000;  // living consumers ask every few seconds

// [id, consumer, idle, deliveries] of XPENDING.
std::vector<Heirs::Candidate> candidates_in(const Reply& reply, const std::string& stream) {
  std::vector<Heirs::Candidate> found;
  for (const auto& one : reply.array()) {
    const auto& words = one.array();
    if (words.size() != 4) continue;
    found.push_back({.stream = stream,
                     .id = std::string(words[0].text()),
                     .consumer = std::string(words[1].text()),
                     .deliveries = static_cast<unsigned>(words[3].integer())});
  }
  return found;
}

std::int64_t number(const Reply& pairs, std::string_view key) {
  const auto& words = pairs.array();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i].text() == key) return words[i + 1].integer();
  }
  return 0;
}

std::string_view word(Heirs::How how) {
  switch (how) {
    case Heirs::How::kRetry:
      return "retry";
    case Heirs::How::kHeir:
      return "heir";
    case Heirs::How::kSuspect:
      break;
  }
  return "suspect";
}

std::vector<std::string_view> with_ids(const std::string& consumer, const std::vector<std::string>& ids) {
  std::vector<std::string_view> words{consumer};
  words.insert(words.end(), ids.begin(), ids.end());
  return words;
}

}  // namespace

Heirs::Heirs(broker::RedisClient& redis, Names names, Options options)
    : redis_(redis), names_(std::move(names)), options_(std::move(options)) {}

Result<Reply> Heirs::run(broker::Script& script, const std::vector<std::string_view>& keys,
                         const std::vector<std::string_view>& arguments) {
  return script.run(redis_, keys, arguments, rt::Deadline::after(kPatience));
}

Result<void> Heirs::prepare(const std::string& stream) {
  const auto deadline = rt::Deadline::after(kPatience);
  const auto made = redis_.command({"XGROUP", "CREATE", stream, kGroup, "0", "MKSTREAM"}, deadline);
  if (!made && made.error().code != base::Code::kAlreadyExists) return base::fail(made.error());
  ZATO_CHECK(redis_.command({"SADD", names_.streams, stream}, deadline));
  return {};
}

Result<std::vector<Heirs::Candidate>> Heirs::pending(const std::string& stream, const std::string& consumer) {
  ZATO_TRY(const auto reply,
           redis_.command({"XPENDING", stream, kGroup, "-", "+", kMost, consumer}, rt::Deadline::after(kPatience)));
  return candidates_in(reply, stream);
}

Result<std::vector<Heirs::Candidate>> Heirs::ours(const std::string& stream) {
  return pending(stream, options_.consumer);
}

Result<std::vector<Heirs::Candidate>> Heirs::silent(const std::string& stream) {
  const auto idle = std::to_string(options_.visibility.count());
  ZATO_TRY(const auto reply,
           redis_.command({"XPENDING", stream, kGroup, "IDLE", idle, "-", "+", kMost}, rt::Deadline::after(kPatience)));
  auto found = candidates_in(reply, stream);
  for (auto& candidate : found) candidate.idle = options_.visibility;
  return found;
}

Result<std::vector<Heirs::Candidate>> Heirs::left_behind(const std::string& stream) {
  ZATO_TRY(const auto consumers,
           redis_.command({"XINFO", "CONSUMERS", stream, kGroup}, rt::Deadline::after(kPatience)));
  std::vector<Candidate> found;
  for (const auto& consumer : consumers.array()) {
    const std::string name(consumer["name"]);
    if (name.empty() || name == options_.consumer) continue;
    const bool dead = options_.is_dead(name);
    if (number(consumer, "pending") == 0) {
      if (dead || number(consumer, "idle") > kForgottenAfterMs)
        ZATO_CHECK(run(bury_, {stream, names_.suspects}, {name}));
    } else if (dead) {
      ZATO_TRY(auto theirs, pending(stream, name));
      found.insert(found.end(), std::make_move_iterator(theirs.begin()), std::make_move_iterator(theirs.end()));
    }
  }
  ZATO_TRY(auto more, silent(stream));
  for (auto& candidate : more) {
    if (!options_.is_dead(candidate.consumer)) found.push_back(std::move(candidate));
  }
  return found;
}

Result<std::optional<Entry>> Heirs::claim(const Candidate& candidate, How how) {
  const auto idle = std::to_string(candidate.idle.count());
  ZATO_TRY(const auto reply, run(claim_, {candidate.stream, names_.suspects},
                                 {options_.consumer, candidate.id, candidate.consumer, idle, word(how)}));
  if (reply.array().size() != 2) return std::optional<Entry>();
  auto entry = Entry::from(candidate.stream, candidate.id, reply.array()[1]);
  entry.attempt = static_cast<unsigned>(reply.array()[0].integer());
  return std::optional(std::move(entry));
}

Result<std::vector<std::string>> Heirs::renew(const std::string& stream, const std::vector<std::string>& ids) {
  ZATO_TRY(const auto reply, run(renew_, {stream}, with_ids(options_.consumer, ids)));
  std::vector<std::string> lost;
  for (const auto& id : reply.array()) lost.emplace_back(id.text());
  return lost;
}

Result<void> Heirs::release(const std::string& stream, const std::vector<std::string>& ids) {
  ZATO_CHECK(run(release_, {stream}, with_ids(options_.consumer, ids)));
  return {};
}

}  // namespace zato::messages
