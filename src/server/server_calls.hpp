// ServerCalls: services that run on a named server of the cluster, or on each, and whose answers are waited for: the
// service zato.server.invoke, which Python's self.server.rpc uses. Over the broker: a message for that server, and a
// list in Redis of this worker's own for answers. Loop thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "broker/broker.hpp"
#include "messages/sender.hpp"
#include "rt/event.hpp"
#include "service/invocation.hpp"
#include "service/registry.hpp"

namespace zato::server {

class ServerCalls {
 public:
  struct Options {
    std::string worker;                                 // this one, as consumer: "server1/worker-1/4711"
    std::function<std::vector<std::string>()> servers;  // names of all of the cluster
  };
  struct Question {
    std::string service;
    std::string payload = {};
    std::string media_type = {};
    std::string data_format = {};
    std::string cid = {};
    std::string caller = {};
    std::chrono::milliseconds timeout{0};
  };
  struct Answer {
    std::string server;
    int status = 0;  // 0: the service has answered
    std::string payload = {};
    std::string media_type = {};
    std::string error = {};
  };

  // All must live longer.
  ServerCalls(rt::Loop& loop, broker::Broker& broker, messages::Sender& sender, Options options);
  ~ServerCalls();

  Answer ask(const std::string& server, const Question& question);  // fiber
  std::vector<Answer> ask_all(const Question& question);            // fiber; all at the same time

  // The other side: tells whoever asked.
  base::Result<void> answer(const messages::Message& message, const base::Result<service::Reply>& reply);

  base::Result<void> add_service(service::Registry& registry);
  void stop() noexcept;  // no more answers come

 private:
  struct Waiting {
    rt::Event answered;
    Answer answer;
  };
  void listen();
  void take(std::string_view text);

  rt::Loop& loop_;
  broker::Broker& broker_;
  messages::Sender& sender_;
  const Options options_;
  const messages::Names names_;
  std::map<std::string, std::shared_ptr<Waiting>, std::less<>> waiting_;  // by id of the message
  std::unique_ptr<broker::RedisClient> listener_;                         // from the first question on
};

}  // namespace zato::server
