#include "server/message_desk.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "broker/durability.hpp"
#include "messages/books.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Result;

Json object_of(const messages::Letter& letter) {
  const auto& message = letter.message;
  const base::WallTime accepted{std::chrono::milliseconds(message.accepted_at)};
  Json object{{"id", letter.id},
              {"state", letter.state},
              {"service", message.service},
              {"cid", message.cid},
              {"accepted_at", message.accepted_at > 0 ? base::iso_utc(accepted) : ""},
              {"size", letter.bytes},
              {"caller", message.caller},
              {"channel", message.channel}};
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) object[key] = text;
  };
  add("reason", letter.reason);
  add("consumer", letter.consumer);
  add("target", message.target);
  add("in_reply_to", message.in_reply_to);
  add("idempotency_key", message.idempotency_key);
  if (letter.deliveries > 0) object["deliveries"] = letter.deliveries;
  if (!message.callbacks.empty()) object["callbacks"] = message.callbacks;
  if (message.expiration.count() > 0) object["expiration_ms"] = message.expiration.count();
  return object;
}

bool is_text(const std::string& bytes) {
  try {
    static_cast<void>(Json(bytes).dump());
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

}  // namespace

Result<Json> MessageDesk::statistics() {
  ZATO_TRY(const auto books, messages::read_books(redis_, names_, rt::Deadline::after(2s)));
  Json streams = Json::array();
  for (const auto& stream : books.streams) {
    streams.push_back({{"name", stream.name.substr(names_.keys.prefix().size())},
                       {"messages", stream.length},
                       {"bytes", stream.bytes}});
  }
  const auto durability = broker::read_durability(
      [&](std::initializer_list<std::string_view> words) { return redis_.command(words, rt::Deadline::after(2s)); });
  return Json{{"accepted", books.accepted},
              {"done", books.done},
              {"dead", books.dead},
              {"expired", books.expired},
              {"pending", books.pending},
              {"delayed", books.delayed},
              {"dead_letters", books.letters},
              {"deleted", books.deleted},
              {"replayed", books.replayed},
              {"duplicates", books.duplicates},
              {"refused", books.refused},
              {"losses", books.losses},
              {"missing", books.missing},
              {"is_balanced", books.balanced()},
              {"is_guaranteed", guaranteed_},
              {"redis_problems", durability.problems()},
              {"streams", std::move(streams)}};
}

Result<Json> MessageDesk::list(bool dead, const std::string& service, std::size_t limit) {
  ZATO_TRY(const auto letters, letters_.list({.dead = dead, .service = service, .limit = limit}));
  Json list = Json::array();
  for (const auto& letter : letters) list.push_back(object_of(letter));
  return list;
}

Result<Json> MessageDesk::find(const std::string& id, bool with_payload) {
  ZATO_TRY(const auto letter, letters_.find(id));
  auto object = object_of(letter);
  const auto& payload = letter.message.payload;
  object["payload_size"] = payload.size();
  if (!with_payload) return object;
  const bool text = is_text(payload);
  object["payload"] = text ? payload : base::base64_encode(payload);
  object["payload_encoding"] = text ? "text" : "base64";
  if (!letter.message.environ.empty()) object["environ"] = letter.message.environ;
  return object;
}

}  // namespace zato::server
