// Messaging: asynchronous invocations of this worker: sends those that services make, runs those that the cluster gives
// it. Loop thread but for send().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/broker.hpp"
#include "config/server_settings.hpp"
#include "messages/consumer.hpp"
#include "messages/loss_watch.hpp"
#include "messages/sender.hpp"
#include "messages/settler.hpp"
#include "metrics/registry.hpp"
#include "server/job_runs.hpp"
#include "server/message_metrics.hpp"
#include "server/message_outbox.hpp"
#include "server/server_calls.hpp"
#include "service/invoker.hpp"

namespace zato::server {

class Messaging {
 public:
  struct Options {
    const config::MessagesSettings& settings;
    std::string server;
    std::string worker;                                 // "worker-1"
    std::string cluster;                                // its name
    odb::Pool& odb;                                     // for the outbox
    std::function<std::vector<std::string>()> servers;  // names of all servers of the cluster
    JobRuns* job_runs = nullptr;
  };

  // All must live longer.
  Messaging(rt::Loop& loop, broker::Broker& broker, service::Invoker& invoker, metrics::Registry& metrics,
            Options options);

  void start();
  base::Result<std::string> send(service::AsyncInvocation&& invocation);  // any fiber or thread

  ServerCalls& calls() noexcept { return calls_; }

  // Takes no more and waits for what runs. False when the deadline came first, or `hurry`. Fiber.
  bool drain(rt::Deadline deadline, rt::Event& hurry);

 private:
  messages::Consumer::Options consumer_options() const;
  messages::Sender::Options sender_options();
  messages::Verdict run(const messages::Message& message, const messages::Entry& entry);
  messages::Verdict run_job(const jobs::FireKey& key, const messages::Message& message, const messages::Entry& entry);
  base::Result<service::Reply> invoke(const messages::Message& message, const messages::Entry& entry);
  std::vector<messages::Message> answers(const messages::Message& message, const zato::Response& response) const;

  service::Invoker& invoker_;
  const Options options_;
  const std::string consumer_name_;
  const messages::Names names_;
  std::unique_ptr<broker::RedisClient> reader_;
  MessageOutbox outbox_;
  messages::LossWatch watch_;
  messages::Settler settler_;
  messages::Consumer consumer_;
  messages::Sender sender_;
  ServerCalls calls_;
  MessageMetrics metrics_;
};

}  // namespace zato::server
