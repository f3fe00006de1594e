// Asynchronous invocation: self.invoke_async() hands a message to the cluster's broker, which keeps it until one worker
// of the cluster has run the service, whoever dies meanwhile (docs/messages.md). It may run more than once, then with a
// higher `delivery.attempt`.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace zato {

// Texts that travel from a service to those it invokes.
using Environ = std::map<std::string, std::string, std::less<>>;

struct AsyncOptions {
  // Services that get the answer as their payload, each by an asynchronous invocation of its own, once the service has
  // succeeded. Left empty, <name of this service>-async-callback is used where there is such a service.
  std::vector<std::string> callbacks = {};
  std::chrono::milliseconds delay{0};       // not before so long from now
  std::chrono::milliseconds expiration{0};  // not later than so long from now; 0: however late
  // Of two invocations with the same key, the second is not made: it returns the cid of the first. The service finds
  // the key in `delivery`, so that it can make the effects of a repeated delivery vanish.
  std::string idempotency_key = {};
  std::string target = {};  // a server's name; "*": once on each server; empty: on any one worker of the cluster
  Environ environ = {};
  std::string data_format = {};
  std::string channel = "invoke-async";  // the type of channel that the service sees
  std::string cid = {};                  // empty: a new one
};

// What a service that runs asynchronously knows of its message. `id` is empty in all others.
struct Delivery {
  std::string id = {};  // of the message, the same at each attempt
  unsigned attempt = 0;
  std::string idempotency_key = {};
  std::string in_reply_to = {};  // callbacks: cid of the invocation that was answered
  std::string callback = {};     // callbacks of Python: the method or function that wants the answer
};

}  // namespace zato
