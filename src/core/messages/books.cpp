// Reading the books (books.hpp).
#include "messages/books.hpp"

#include <utility>

#include "base/text.hpp"

namespace zato::messages {

base::Result<Books> read_books(broker::RedisClient& redis, const Names& names, rt::Deadline deadline) {
  auto script = scripts::read_books();
  const std::vector<std::string_view> keys{names.streams, names.bytes, names.books, names.dead, names.later};
  ZATO_TRY(const auto reply, script.run(redis, keys, {}, deadline));
  const auto& parts = reply.array();
  if (parts.size() != 4) return base::fail(base::Code::kCorrupt, "redis gave no books of messages");

  Books books{.delayed = parts[2].integer(), .letters = parts[1].integer()};
  const std::pair<const char*, std::int64_t Books::*> numbers[] = {
      {"accepted", &Books::accepted},     {"done", &Books::done},       {"dead", &Books::dead},
      {"expired", &Books::expired},       {"deleted", &Books::deleted}, {"replayed", &Books::replayed},
      {"duplicates", &Books::duplicates}, {"refused", &Books::refused}, {"losses", &Books::losses},
      {"missing", &Books::missing}};
  for (const auto& [name, member] : numbers)
    books.*member = base::parse_number<std::int64_t>(parts[0][name]).value_or(0);
  const auto& streams = parts[3].array();
  books.pending = books.delayed;
  for (std::size_t i = 0; i + 2 < streams.size(); i += 3) {
    books.streams.push_back({std::string(streams[i].text()), streams[i + 1].integer(), streams[i + 2].integer()});
    books.pending += books.streams.back().length;
  }
  return books;
}

}  // namespace zato::messages
