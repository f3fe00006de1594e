#include "server/messaging.hpp"

#include <unistd.h>

#include <utility>

#include "base/cid.hpp"
#include "base/text.hpp"
#include "process/proc_fs.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kBlock = 10s;
constexpr const char* kEveryServer = "*";
constexpr const char* kCallbackChannel = "invoke-async-callback";
constexpr const char* kSchedulerChannel = "scheduler";
constexpr auto kLedgerPatience = 10min;  // an ODB that is away for so long is no reason to give a run up

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(base::Wall::now().time_since_epoch()).count();
}

std::string consumer_of(const std::string& server, const std::string& worker) {
  return server + "/" + worker + "/" + std::to_string(::getpid());
}

// A worker of this server that has no process any more, or one that is no child of our parent: of an earlier life of
// this server.
bool is_dead(const std::string& server, std::string_view consumer) {
  if (!consumer.starts_with(server + "/worker-")) return false;
  const auto pid = base::parse_number<pid_t>(consumer.substr(consumer.rfind('/') + 1));
  if (!pid) return false;
  const auto process = process::process_info(*pid);
  return !process || process->parent != ::getppid() || process->state == 'Z';
}

// Until its time: the scheduler sends runs a little ahead. A clock that differs from the scheduler's moves a run by that little at most.
void hold(const messages::Message& message) {
  const auto text = message.environ.find(jobs::kNotBefore);
  const auto time = text == message.environ.end() ? std::nullopt : base::parse_number<std::int64_t>(text->second);
  if (!time) return;
  const auto left = std::chrono::microseconds(*time) - base::Wall::now().time_since_epoch();
  if (left > left.zero()) rt::sleep_for(std::min<base::Monotonic::duration>(left, jobs::kSentAhead));
}

}  // namespace

Messaging::Messaging(rt::Loop& loop, broker::Broker& broker, service::Invoker& invoker, metrics::Registry& metrics,
                     Options options)
    : invoker_(invoker),
      options_(std::move(options)),
      consumer_name_(consumer_of(options_.server, options_.worker)),
      names_(broker.keys()),
      reader_(broker.blocking_client("messages", kBlock)),
      outbox_(options_.odb, {.cluster = options_.cluster,
                             .owner = consumer_name_,
                             .is_dead = [server = options_.server](std::string_view owner) { return is_dead(server, owner); }}),
      watch_(loop, broker.redis(), names_,
             {.outbox = options_.settings.outbox ? &outbox_ : nullptr, .stream_bytes = static_cast<std::size_t>(options_.settings.stream_bytes)}),
      settler_(loop, broker.redis(), names_, consumer_name_, &watch_),
      consumer_(loop, broker.redis(), *reader_, settler_, names_, consumer_options(),
                [this](const auto& message, const auto& entry) { return run(message, entry); }),
      sender_(loop, broker.redis(), names_, sender_options()),
      calls_(loop, broker, sender_, {.worker = consumer_name_, .servers = options_.servers}),
      metrics_(loop, metrics, broker.redis(), names_, sender_, consumer_, settler_) {}

messages::Consumer::Options Messaging::consumer_options() const {
  const auto& settings = options_.settings;
  return {.server = options_.server,
          .concurrency = static_cast<std::size_t>(settings.concurrency),
          .attempts = static_cast<unsigned>(settings.attempts),
          .retry_delay = settings.retry_delay,
          .block = kBlock,
          .heirs = {
              .consumer = consumer_name_,
              .visibility = settings.visibility_timeout,
              .is_dead = [server = options_.server](std::string_view consumer) { return is_dead(server, consumer); }}};
}

messages::Sender::Options Messaging::sender_options() {
  const auto& settings = options_.settings;
  return {.stream_bytes = static_cast<std::size_t>(settings.stream_bytes),
          .guaranteed = settings.guaranteed,
          .key_expiry = settings.idempotency_expiry,
          .watch = &watch_,
          .delayed = [this](std::chrono::milliseconds delay) { consumer_.promote_after(delay); }};
}

void Messaging::start() {
  watch_.start();
  consumer_.start();
  metrics_.start();
}

base::Result<std::string> Messaging::send(service::AsyncInvocation&& invocation) {
  auto& options = invocation.options;
  messages::Message message{.id = base::new_cid(),
                            .cid = options.cid.empty() ? base::new_cid() : std::move(options.cid),
                            .service = std::move(invocation.service),
                            .target = options.target,
                            .channel = std::move(options.channel),
                            .data_format = std::move(options.data_format),
                            .media_type = invocation.payload.media_type(),
                            .callbacks = std::move(options.callbacks),
                            .in_reply_to = std::move(invocation.in_reply_to),
                            .callback = std::move(invocation.callback),
                            .idempotency_key = std::move(options.idempotency_key),
                            .environ = std::move(options.environ),
                            .source = consumer_name_,
                            .caller = std::move(invocation.caller),
                            .accepted_at = now_ms(),
                            .expiration = options.expiration,
                            .payload = std::move(invocation.payload).bytes()};
  if (options.target != kEveryServer) return sender_.send(std::move(message), options.delay);
  const auto key = message.idempotency_key;
  for (const auto& server : options_.servers()) {
    message.id = base::new_cid();
    message.target = server;
    if (!key.empty()) message.idempotency_key = key + "@" + server;
    ZATO_CHECK(sender_.send(message, options.delay));
  }
  return message.cid;
}

// On a fiber of its own.
messages::Verdict Messaging::run(const messages::Message& message, const messages::Entry& entry) {
  if (message.channel == kSchedulerChannel && options_.job_runs) {
    if (const auto key = jobs::FireKey::parse(message.idempotency_key)) return run_job(*key, message, entry);
  }
  const auto reply = invoke(message, entry);
  if (!message.reply_to.empty()) {
    const auto told = calls_.answer(message, reply);
    return {.done = told.has_value(), .why = told ? std::string() : told.error().text()};
  }
  if (!reply) return {.why = reply.error().text()};
  if (reply->failure) return {.why = reply->cause};
  return {.done = true, .follow_ups = answers(message, reply->response)};
}

// The ledger knows whether the run has ended before, also where Redis has lost its memory. A job that fails has had its run; only
// what kept it from running (no such service, a worker that stops) is tried again.
messages::Verdict Messaging::run_job(const jobs::FireKey& key, const messages::Message& message, const messages::Entry& entry) {
  const auto wanted = options_.job_runs->begin(key, entry.id, rt::Deadline::after(kLedgerPatience));
  if (!wanted) return {.why = "the ledger of runs: " + wanted.error().text()};
  if (!*wanted) return {.done = true};
  hold(message);
  const auto reply = invoke(message, entry);
  const bool last = entry.attempt >= static_cast<unsigned>(options_.settings.attempts);
  if (!reply && !last) return {.why = reply.error().text()};
  const bool ok = reply && !reply->failure;
  const auto why = ok ? std::string() : reply ? reply->cause : reply.error().text();
  const auto noted = options_.job_runs->end(key, ok, why, rt::Deadline::after(kLedgerPatience));
  if (!noted) return {.why = "the ledger of runs: " + noted.error().text()};
  return {.done = reply.has_value(), .why = why};
}

// The service runs on behalf of nobody: whoever can write to Redis gains no rights by it.
base::Result<service::Reply> Messaging::invoke(const messages::Message& message, const messages::Entry& entry) {
  const bool waited_for = !message.reply_to.empty() && message.expiration.count() > 0;
  const auto time = waited_for ? std::min(message.expiration, options_.settings.timeout) : options_.settings.timeout;
  const auto channel = std::make_shared<zato::Channel>();
  channel->type = message.channel;
  channel->data_format = message.data_format;
  service::Invocation invocation{.service = message.service,
                                 .channel = channel,
                                 .cid = message.cid,
                                 .environ = message.environ,
                                 .delivery = {.id = message.id.empty() ? entry.id : message.id,
                                              .attempt = entry.attempt,
                                              .idempotency_key = message.idempotency_key,
                                              .in_reply_to = message.in_reply_to,
                                              .callback = message.callback},
                                 .deadline = rt::Deadline::after(time)};
  invocation.request.payload = zato::Payload(message.payload, message.media_type);
  invocation.request.data_format = message.data_format;
  return invoker_.invoke(std::move(invocation));
}

std::vector<messages::Message> Messaging::answers(const messages::Message& message,
                                                  const zato::Response& response) const {
  std::vector<messages::Message> answers;
  for (const auto& callback : message.callbacks) {
    // "service" or "service method", see zato/server/service/invoke_async.py
    const auto blank = callback.find(' ');
    answers.push_back(
        {.id = base::new_cid(),
         .cid = base::new_cid(),
         .service = callback.substr(0, blank),
         .channel = kCallbackChannel,
         .data_format = response.content_type.starts_with("application/json") ? "json" : message.data_format,
         .media_type = response.content_type,
         .in_reply_to = message.cid,
         .callback = blank == std::string::npos ? std::string() : callback.substr(blank + 1),
         .environ = message.environ,
         .source = consumer_name_,
         .caller = message.service,
         .accepted_at = now_ms(),
         .payload = response.payload.bytes()});
  }
  return answers;
}

bool Messaging::drain(rt::Deadline deadline, rt::Event& hurry) {
  const bool in_time = consumer_.drain(deadline, hurry);
  calls_.stop();
  return in_time;
}

}  // namespace zato::server
