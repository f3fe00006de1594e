// Bodies of requests and responses that are compressed, or not in UTF-8, on channels and requests that have any. One per worker; loop thread, on fibers; used by
// rest.cpp.
#pragma once

#include <string>

#include "http/body_budget.hpp"
#include "http/message.hpp"
#include "server/channels/channel.hpp"

namespace zato::server {

class Bodies {
 public:
  struct Options {
    std::size_t limit = 10 * 1024 * 1024;   // of one body when it is unpacked
    std::size_t memory = 64 * 1024 * 1024;  // of all that are unpacked at a time
  };
  explicit Bodies(Options options) : options_(options), budget_(options.memory) {}

  // The body of `request` as it was before its sender compressed it, text in UTF-8, held by this object until it goes.
  class Unpacked {
   public:
    explicit Unpacked(Bodies& bodies) : bodies_(bodies), share_(bodies.budget_) {}

    // False: `response` tells why not. Afterwards request.body is plain.
    bool unpack(const Channel& channel, http::Request& request, http::Response& response);

   private:
    bool decompress(const Channel& channel, http::Request& request, http::Response& response);
    bool recode(const Channel& channel, http::Request& request, http::Response& response);

    Bodies& bodies_;
    http::BodyBudget::Share share_;
    std::string plain_;
  };

 private:
  const Options options_;
  http::BodyBudget budget_;
};

// Writes the body in the character set of the channel, and compresses it where the channel is configured so, the client accepts it and the service has not done so itself.
void pack(const Channel& channel, const http::Request& request, http::Response& response);

}  // namespace zato::server
