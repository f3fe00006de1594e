#include "scheduler/message_sink.hpp"

namespace zato::scheduler {

base::Result<void> MessageSink::send(const Fire& fire) {
  messages::Message message;
  message.cid = fire.cid;
  message.service = fire.job.service;
  message.channel = "scheduler";
  message.idempotency_key = fire.key.text();
  message.source = name_;
  message.payload = fire.job.extra;
  message.environ = {{"job_id", std::to_string(fire.job.id)},
                     {"job_name", fire.job.name},
                     {"job_type", fire.job.type},
                     {"job_time", schedule::text_of(fire.key.nominal)},
                     {"job_manual", fire.manual ? "true" : "false"},
                     {"scheduler_epoch", std::to_string(fire.epoch)}};
  ZATO_CHECK(sender_.send(std::move(message)));
  return {};
}

}  // namespace zato::scheduler
