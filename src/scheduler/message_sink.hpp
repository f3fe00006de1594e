// Fires as guaranteed asynchronous invocations: one worker of the cluster runs the service, whoever dies meanwhile.
#pragma once

#include "messages/sender.hpp"
#include "scheduler/fire_sink.hpp"

namespace zato::scheduler {

class MessageSink final : public FireSink {
 public:
  // `name`: of this scheduler. All of them of one loop.
  MessageSink(messages::Sender& sender, broker::RedisClient& redis, messages::Names names, std::string name)
      : sender_(sender), redis_(redis), names_(std::move(names)), name_(std::move(name)) {}

  std::vector<base::Result<void>> send(std::span<const Fire> fires) override;
  base::Result<std::vector<bool>> remembers(std::span<const jobs::FireKey> keys) override;

 private:
  messages::Message message_of(const Fire& fire) const;

  messages::Sender& sender_;
  broker::RedisClient& redis_;
  const messages::Names names_;
  const std::string name_;
};

}  // namespace zato::scheduler
