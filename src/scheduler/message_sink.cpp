#include "scheduler/message_sink.hpp"

namespace zato::scheduler {

namespace {

constexpr std::chrono::milliseconds kPatience{900};

}  // namespace

messages::Message MessageSink::message_of(const Fire& fire) const {
  messages::Message message;
  message.cid = fire.cid;
  message.service = fire.job->service;
  message.channel = "scheduler";
  message.idempotency_key = fire.key.text();
  message.source = name_;
  message.payload = fire.job->extra;
  message.environ = {{"job_id", std::to_string(fire.job->id)},
                     {"job_name", fire.job->name},
                     {"job_type", fire.job->type},
                     {"job_time", schedule::text_of(fire.key.nominal)},
                     {"job_manual", fire.manual ? "true" : "false"},
                     {"scheduler_epoch", std::to_string(fire.epoch)}};
  if (fire.not_before) message.environ.emplace(jobs::kNotBefore, std::to_string(fire.not_before->time_since_epoch().count()));
  return message;
}

std::vector<base::Result<void>> MessageSink::send(std::span<const Fire> fires) {
  std::vector<messages::Message> messages;
  messages.reserve(fires.size());
  for (const auto& fire : fires) messages.push_back(message_of(fire));
  std::vector<base::Result<void>> out;
  out.reserve(fires.size());
  for (auto& sent : sender_.send_all(std::move(messages))) {
    out.push_back(sent ? base::Result<void>() : base::Failure(std::move(sent.error())));
  }
  return out;
}

// By the keys that keep a second message from having an effect, and are lost with the messages.
base::Result<std::vector<bool>> MessageSink::remembers(std::span<const jobs::FireKey> keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(names_.idempotency(key.text()));
  std::vector<std::string_view> words{"MGET"};
  words.insert(words.end(), names.begin(), names.end());
  ZATO_TRY(const auto reply, redis_.command(words, rt::Deadline::after(kPatience)));
  std::vector<bool> out;
  for (const auto& value : reply.array()) out.push_back(!value.is_nil());
  if (out.size() != keys.size()) return base::fail(base::Code::kInternal, "redis gave no answer for each key");
  return out;
}

}  // namespace zato::scheduler
