// What a worker does with an asynchronous invocation that a service asks for: the invoker only checks it and hands it
// on.
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "zato/messages.hpp"
#include "zato/payload.hpp"

namespace zato::service {

struct AsyncInvocation {
  std::string service;
  zato::Payload payload;
  zato::AsyncOptions options;
  std::string caller = {};  // the service that asks for it
  std::string in_reply_to = {};
  std::string callback = {};  // what of the service is to be called (zato::Delivery)
};

// Returns the cid once the message is safe. Any fiber or thread. kUnavailable (the text says where nobody knows), kResourceExhausted.
using SendAsync = std::function<base::Result<std::string>(AsyncInvocation&&)>;

}  // namespace zato::service
