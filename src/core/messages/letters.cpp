// Listing and handling letters (letters.hpp).
#include "messages/letters.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "broker/stream_id.hpp"

namespace zato::messages {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::fail;
using base::Result;

constexpr std::size_t kMostLooked = 10'000;  // entries, where a service is sought

rt::Deadline patience() { return rt::Deadline::after(2s); }

base::Failure none(std::string_view id) {
  return fail(Code::kNotFound, "there is no message `" + std::string(id) + "`");
}

}  // namespace

std::string Letters::prefix(const std::string& stream) const {
  if (stream == names_.dead) return "dead/";
  if (stream == names_.later) return "later/";
  if (stream == names_.stream()) return "any/";
  return "at:" + stream.substr(names_.stream("x").size() - 1) + "/";
}

Result<Letters::Place> Letters::place(std::string_view id) const {
  const auto slash = id.rfind('/');
  if (slash == std::string_view::npos || !broker::StreamId::parse(id.substr(slash + 1))) return none(id);
  const auto family = id.substr(0, slash);
  std::string number(id.substr(slash + 1));
  if (family == "dead") return Place{names_.dead, std::move(number)};
  if (family == "later") return Place{names_.later, std::move(number)};
  if (family == "any") return Place{names_.stream(), std::move(number)};
  if (family.starts_with("at:"))
    return Place{names_.keys.key("invoke-at:") + std::string(family.substr(3)), std::move(number)};
  return none(id);
}

Letter Letters::letter(const std::string& stream, const broker::Reply& item) const {
  const auto entry = Entry::from(stream, std::string(item.array()[0].text()), item.array()[1]);
  Letter letter{.id = prefix(stream) + entry.id,
                .state = stream == names_.dead    ? "dead"
                         : stream == names_.later ? "delayed"
                                                  : "waiting",
                .bytes = entry.size(),
                .reason = std::string(item.array()[1]["r"])};
  letter.message.payload = entry.payload;
  if (auto message = Message::parse(entry.header, entry.payload)) letter.message = std::move(*message);
  return letter;
}

Result<std::vector<Letter>> Letters::list(const Query& query) {
  std::vector<Letter> letters;
  if (!query.dead) {
    ZATO_TRY(const auto streams, redis_.command({"SMEMBERS", names_.streams}, patience()));
    std::vector<std::string> all;
    for (const auto& stream : streams.array()) all.emplace_back(stream.text());
    std::ranges::sort(all);
    all.push_back(names_.later);
    for (const auto& stream : all) ZATO_CHECK(add_pending(query, stream, letters));
    return letters;
  }
  const auto count = std::to_string(query.service.empty() ? query.limit : kMostLooked);
  ZATO_TRY(const auto reply, redis_.command({"XREVRANGE", names_.dead, "+", "-", "COUNT", count}, patience()));
  for (const auto& item : reply.array()) {
    if (letters.size() >= query.limit) break;
    auto one = letter(names_.dead, item);
    if (query.service.empty() || one.message.service == query.service) letters.push_back(std::move(one));
  }
  return letters;
}

Result<void> Letters::add_pending(const Query& query, const std::string& stream, std::vector<Letter>& to) {
  if (to.size() >= query.limit) return {};
  const auto count = std::to_string(query.service.empty() ? query.limit - to.size() : kMostLooked);
  ZATO_TRY(const auto reply, redis_.command({"XRANGE", stream, "-", "+", "COUNT", count}, patience()));
  const std::size_t from = to.size();
  for (const auto& item : reply.array()) {
    if (to.size() >= query.limit) break;
    auto one = letter(stream, item);
    if (query.service.empty() || one.message.service == query.service) to.push_back(std::move(one));
  }
  if (stream == names_.later) return {};
  return add_owners(stream, to, from);
}

// Who runs which of letters[from…].
Result<void> Letters::add_owners(const std::string& stream, std::vector<Letter>& letters, std::size_t from) {
  if (from == letters.size()) return {};
  const auto number = [](const Letter& one) { return one.id.substr(one.id.rfind('/') + 1); };
  const auto first = number(letters[from]);
  const auto last = number(letters.back());
  const auto count = std::to_string(kMostLooked);
  const auto reply = redis_.command({"XPENDING", stream, kGroup, first, last, count}, patience());
  if (!reply) return reply.error().code == Code::kNotFound ? Result<void>() : base::Failure(reply.error());
  std::map<std::string_view, const broker::Reply*> pending;
  for (const auto& one : reply->array()) {
    if (one.array().size() == 4) pending.emplace(one.array()[0].text(), &one);
  }
  for (std::size_t i = from; i < letters.size(); ++i) {
    const auto id = number(letters[i]);
    const auto found = pending.find(id);
    if (found == pending.end()) continue;
    letters[i].state = "running";
    letters[i].consumer = found->second->array()[1].text();
    letters[i].deliveries = static_cast<unsigned>(found->second->array()[3].integer());
  }
  return {};
}

Result<Letter> Letters::find(std::string_view id) {
  ZATO_TRY(const auto where, place(id));
  ZATO_TRY(const auto reply, redis_.command({"XRANGE", where.stream, where.id, where.id}, patience()));
  if (reply.array().empty()) return none(id);
  std::vector<Letter> one;
  one.push_back(letter(where.stream, reply.array()[0]));
  if (where.stream != names_.dead && where.stream != names_.later) ZATO_CHECK(add_owners(where.stream, one, 0));
  return std::move(one.front());
}

Result<void> Letters::replay(std::string_view id) {
  ZATO_TRY(const auto where, place(id));
  if (where.stream != names_.dead)
    return fail(Code::kInvalidArgument, "`" + std::string(id) + "` is not a dead letter");
  auto script = scripts::replay();
  const std::vector<std::string_view> keys{names_.streams, names_.bytes, names_.books, names_.dead};
  const std::vector<std::string_view> arguments{where.id};
  ZATO_TRY(const auto reply, script.run(redis_, keys, arguments, patience()));
  if (reply.integer() == 0) return none(id);
  return {};
}

Result<void> Letters::remove(std::string_view id) {
  ZATO_TRY(const auto where, place(id));
  auto script = scripts::remove();
  const std::vector<std::string_view> keys{names_.bytes, names_.books, names_.dead,
                                           names_.later, names_.due,   names_.kept};
  const std::vector<std::string_view> arguments{where.stream, where.id};
  ZATO_TRY(const auto reply, script.run(redis_, keys, arguments, patience()));
  if (reply.integer() == 0) return none(id);
  return {};
}

}  // namespace zato::messages
