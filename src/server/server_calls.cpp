#include "server/server_calls.hpp"

#include <algorithm>

#include "base/cid.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "service/failure.hpp"
#include "zato/json.hpp"
#include "zato/service.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::Result;

constexpr log::Logger kLog{"zato.messages"};
constexpr std::chrono::milliseconds kBlock = 10s;
constexpr const char* kAnswersExpire = "60000";  // ms
constexpr const char* kMostAtOnce = "100";
constexpr const char* kEveryServer = "*";
constexpr double kLongestTimeout = 3600;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(base::Wall::now().time_since_epoch()).count();
}

// {server, service, payload in base64, media_type, data_format, timeout in seconds} -> [{server, is_ok, …}]
class Invoke final : public zato::Service {
 public:
  explicit Invoke(ServerCalls& calls) : calls_(calls) {}

 private:
  void handle() override {
    const auto input = request.payload.as<Json>();
    if (!input.is_object()) throw BadRequest("The input is not a JSON object");
    const double seconds = input.value("timeout", 60.0);
    if (!(seconds > 0 && seconds <= kLongestTimeout)) throw BadRequest("`timeout` is not a number of seconds");
    const auto payload = base::base64_decode(input.value("payload", ""));
    if (!payload) throw BadRequest("`payload` is not base64");
    const ServerCalls::Question question{
        .service = input.value("service", ""),
        .payload = *payload,
        .media_type = input.value("media_type", ""),
        .data_format = input.value("data_format", ""),
        .cid = std::string(cid),
        .caller = std::string(name),
        .timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000))};
    const auto server = input.value("server", "");
    const auto answers = server == kEveryServer ? calls_.ask_all(question) : std::vector{calls_.ask(server, question)};
    Json list = Json::array();
    for (const auto& answer : answers) {
      list.push_back({{"server", answer.server},
                      {"is_ok", answer.status == 0},
                      {"status", answer.status},
                      {"payload", base::base64_encode(answer.payload)},
                      {"media_type", answer.media_type},
                      {"error", answer.error}});
    }
    response.payload = std::move(list);
  }

  ServerCalls& calls_;
};

class InvokeImplementation final : public service::Implementation {
 public:
  explicit InvokeImplementation(ServerCalls& calls) : calls_(calls) {}
  void execute(zato::Call& call) const override {
    Invoke service(calls_);
    zato::detail::run(service, call);
  }

 private:
  ServerCalls& calls_;
};

}  // namespace

ServerCalls::ServerCalls(rt::Loop& loop, broker::Broker& broker, messages::Sender& sender, Options options)
    : loop_(loop), broker_(broker), sender_(sender), options_(std::move(options)), names_(broker.keys()) {}

ServerCalls::~ServerCalls() = default;

ServerCalls::Answer ServerCalls::ask(const std::string& server, const Question& question) {
  const auto servers = options_.servers();
  if (std::ranges::find(servers, server) == servers.end())
    return {.server = server, .status = 404, .error = "there is no server `" + server + "`"};
  listen();
  const auto until = rt::Deadline::after(question.timeout);
  const auto id = base::new_cid();
  const auto mine = waiting_.emplace(id, std::make_shared<Waiting>()).first->second;
  const auto sent = sender_.send({.id = id,
                                  .cid = question.cid,
                                  .service = question.service,
                                  .target = server,
                                  .channel = "invoke",
                                  .data_format = question.data_format,
                                  .media_type = question.media_type,
                                  .source = options_.worker,
                                  .reply_to = options_.worker,
                                  .caller = question.caller,
                                  .accepted_at = now_ms(),
                                  .expiration = question.timeout,
                                  .payload = question.payload});
  const bool answered = sent && mine->answered.wait(until);
  waiting_.erase(id);
  if (!sent) return {.server = server, .status = 503, .error = sent.error().text()};
  if (!answered) return {.server = server, .status = 504, .error = "server " + server + " did not answer in time"};
  mine->answer.server = server;
  return std::move(mine->answer);
}

std::vector<ServerCalls::Answer> ServerCalls::ask_all(const Question& question) {
  struct Round {
    explicit Round(std::size_t many) : answers(many), missing(many) {}
    std::vector<Answer> answers;
    std::size_t missing;
    rt::Event complete = {};
  };
  const auto servers = options_.servers();
  const auto round = std::make_shared<Round>(servers.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    loop_.spawn([this, round, i, server = servers[i], question] {
      round->answers[i] = ask(server, question);
      if (--round->missing == 0) round->complete.set();
    });
  }
  if (!servers.empty()) round->complete.wait();  // each has its own end
  return round->answers;
}

void ServerCalls::stop() noexcept {
  if (listener_) listener_->stop();
}

void ServerCalls::listen() {
  if (listener_) return;
  listener_ = broker_.blocking_client("answers", kBlock);
  listener_->when_connected([this] {
    const auto key = names_.replies(options_.worker);
    const auto seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(kBlock).count());
    while (true) {
      const auto reply =
          listener_->command({"BLMPOP", seconds, "1", key, "LEFT", "COUNT", kMostAtOnce}, rt::Deadline::never());
      if (!reply && reply.error().code == Code::kUnavailable) return;
      if (!reply) {
        kLog.warning("answers of other servers cannot be read: {}", reply.error().text());
        rt::sleep_for(1s);
      } else if (reply->array().size() == 2) {
        for (const auto& text : reply->array()[1].array()) take(text.text());
      }
    }
  });
  listener_->start();
}

void ServerCalls::take(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.value("id", Json()).is_string()) return;
  const auto found = waiting_.find(json.at("id").get<std::string>());
  if (found == waiting_.end()) return;  // nobody waits for it any more
  auto& answer = found->second->answer;
  answer.status = json.value("status", 500);
  answer.payload = base::base64_decode(json.value("payload", "")).value_or("");
  answer.media_type = json.value("media_type", "");
  answer.error = json.value("error", "");
  found->second->answered.set();
}

Result<void> ServerCalls::answer(const messages::Message& message, const Result<service::Reply>& reply) {
  Json json{{"id", message.id}, {"status", 0}};
  if (!reply) {
    const auto failure = service::failure_of(reply.error());
    json["status"] = reply.error().code == Code::kNotFound ? 404 : failure.status;
    json["error"] = failure.message;
  } else if (reply->failure) {
    json["status"] = reply->response.status_code;
    json["error"] = *reply->failure;
  } else {
    json["payload"] = base::base64_encode(reply->response.payload.bytes());
    json["media_type"] = reply->response.content_type;
  }
  const auto key = names_.replies(message.reply_to);
  const auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto until = rt::Deadline::after(2s);
  ZATO_CHECK(broker_.redis().command({"RPUSH", key, text}, until));
  ZATO_CHECK(broker_.redis().command({"PEXPIRE", key, kAnswersExpire}, until));
  return {};
}

Result<void> ServerCalls::add_service(service::Registry& registry) {
  std::vector<service::Entry> entries;
  entries.push_back({.name = "zato.server.invoke",
                     .class_name = "zato.server.Invoke",
                     .is_internal = true,
                     .implementation = std::make_shared<InvokeImplementation>(*this)});
  return registry.replace("servers", std::move(entries));
}

}  // namespace zato::server
