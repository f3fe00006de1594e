// Messages to headers and back (message.hpp).
#include "messages/message.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace zato::messages {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;

struct TextField {
  const char* key;
  std::string Message::*member;
};
constexpr TextField kTexts[] = {{"id", &Message::id},
                                {"cid", &Message::cid},
                                {"service", &Message::service},
                                {"target", &Message::target},
                                {"channel", &Message::channel},
                                {"data_format", &Message::data_format},
                                {"media_type", &Message::media_type},
                                {"in_reply_to", &Message::in_reply_to},
                                {"callback", &Message::callback},
                                {"idempotency_key", &Message::idempotency_key},
                                {"source", &Message::source},
                                {"reply_to", &Message::reply_to},
                                {"caller", &Message::caller}};

}  // namespace

std::string Message::header() const {
  json out{{"v", kVersion}, {"type", "invoke"}, {"ts", accepted_at}};
  for (const auto& [key, member] : kTexts) {
    if (!(this->*member).empty()) out[key] = this->*member;
  }
  if (!callbacks.empty()) out["callbacks"] = callbacks;
  if (!environ.empty()) out["environ"] = environ;
  if (expiration.count() > 0) out["expiration"] = expiration.count();
  if (kept) out["kept"] = true;
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

base::Result<Message> Message::parse(std::string_view header, std::string_view payload) {
  const auto corrupt = [](const char* why) {
    return base::fail(base::Code::kCorrupt, std::string("the message is unreadable: ") + why);
  };
  const auto in = json::parse(header, nullptr, false);
  if (!in.is_object()) return corrupt("its header is not a JSON object");
  if (in.value("v", json()) != kVersion) return corrupt("its header has another version");
  Message message;
  message.channel.clear();
  try {
    for (const auto& [key, member] : kTexts) message.*member = in.value(key, std::string());
    message.callbacks = in.value("callbacks", std::vector<std::string>());
    message.environ = in.value("environ", Environ());
    message.expiration = std::chrono::milliseconds(in.value("expiration", std::int64_t{0}));
    message.kept = in.value("kept", false);
    message.accepted_at = in.value("ts", std::int64_t{0});
  } catch (const json::exception&) {
    return corrupt("a field of its header has the wrong type");
  }
  if (message.service.empty()) return corrupt("its header names no service");
  message.payload = payload;
  return message;
}

Entry Entry::from(std::string stream, std::string id, const broker::Reply& fields) {
  return {.stream = std::move(stream),
          .id = std::move(id),
          .header = std::string(fields["h"]),
          .payload = std::string(fields["p"]),
          .expires_at = base::parse_number<std::int64_t>(fields["x"]).value_or(0)};
}

}  // namespace zato::messages
