// MessageDesk: asynchronous invocations for administrators. The worker has one (src/server/message_desk.cpp);
// services/messages.cpp asks it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "zato/json.hpp"

namespace zato::admin {

class MessageDesk {
 public:
  virtual ~MessageDesk() = default;

  virtual base::Result<Json> statistics() = 0;
  // Objects without payloads. Dead letters, or those that wait and run.
  virtual base::Result<Json> list(bool dead, const std::string& service, std::size_t limit) = 0;
  virtual base::Result<Json> find(const std::string& id, bool with_payload) = 0;  // kNotFound
  virtual base::Result<void> replay(const std::string& id) = 0;  // kNotFound, kInvalidArgument: it is not dead
  virtual base::Result<void> remove(const std::string& id) = 0;  // kNotFound
};

}  // namespace zato::admin
