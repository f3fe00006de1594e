// Message: an asynchronous invocation, and its form in Redis: an entry of a stream with a header (JSON, versioned), the
// payload as it is, and the time it expires at.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "broker/reply.hpp"
#include "zato/messages.hpp"

namespace zato::messages {

struct Message {
  std::string id = {};  // its own, wherever in Redis it is; several may share a cid
  std::string cid;
  std::string service;
  std::string target = {};  // a server; empty: any
  std::string channel = "invoke-async";
  std::string data_format = {};
  std::string media_type = {};
  std::vector<std::string> callbacks = {};
  std::string in_reply_to = {};
  std::string callback = {};
  std::string idempotency_key = {};
  Environ environ = {};
  std::string source = {};       // who sent it: "server1/worker-2"
  std::string reply_to = {};     // the consumer that waits for the answer; then a failure is an answer as well
  std::string caller = {};       // the service that asked for it
  std::int64_t accepted_at = 0;  // ms since 1970 by the sender's clock; for eyes
  std::chrono::milliseconds expiration{0};
  bool kept = false;  // in an outbox as well
  std::string payload = {};

  std::string header() const;

  // kCorrupt: not a header, or of a later version.
  static base::Result<Message> parse(std::string_view header, std::string_view payload);
};

// What the budget counts for an entry. The scripts say the same.
inline constexpr std::size_t kOverhead = 64;
inline std::size_t size_of(std::string_view header, std::string_view payload) {
  return header.size() + payload.size() + kOverhead;
}

// An entry as it came from a stream.
struct Entry {
  std::string stream;
  std::string id;
  std::string header;
  std::string payload;
  std::int64_t expires_at = 0;  // ms since 1970 by Redis' clock; 0: never
  unsigned attempt = 1;

  std::size_t size() const { return size_of(header, payload); }
  std::string place() const { return stream + " " + id; }

  static Entry from(std::string stream, std::string id, const broker::Reply& fields);
};

}  // namespace zato::messages
