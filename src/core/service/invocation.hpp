// What goes into the invoker and what comes out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rt/deadline.hpp"
#include "zato/runtime.hpp"

namespace zato::service {

struct Invocation {
  std::string service;
  zato::Request request = {};  // channel_params may be left empty: they are made of the http parameters
  std::shared_ptr<const zato::Channel> channel = {};  // null: Channel::invoke
  std::string cid = {};
  zato::Environ environ = {};
  zato::Delivery delivery = {};
  rt::Deadline deadline = rt::Deadline::never();
};

// The answer of a service. One that threw has answered too: status and headers are in `response`, and `failure` is what
// the caller may be told; the channel puts it in the error envelope of its data format.
struct Reply {
  zato::Response response;
  std::optional<std::string> failure = {};
  std::string cause = {};  // what it threw, for logs and those who may read them
};

}  // namespace zato::service
