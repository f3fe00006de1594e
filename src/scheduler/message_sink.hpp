// Fires as guaranteed asynchronous invocations: one worker of the cluster runs the service, whoever dies meanwhile.
#pragma once

#include "messages/sender.hpp"
#include "scheduler/fire_sink.hpp"

namespace zato::scheduler {

class MessageSink final : public FireSink {
 public:
  explicit MessageSink(messages::Sender& sender, std::string name) : sender_(sender), name_(std::move(name)) {}

  base::Result<void> send(const Fire& fire) override;

 private:
  messages::Sender& sender_;
  const std::string name_;  // of this scheduler
};

}  // namespace zato::scheduler
