// What administrators see and do of asynchronous invocations, for the admin services of this worker. Their threads.
#pragma once

#include "admin/message_desk.hpp"
#include "messages/letters.hpp"

namespace zato::server {

class MessageDesk final : public admin::MessageDesk {
 public:
  // `redis` must live longer.
  MessageDesk(broker::RedisClient& redis, messages::Names names, bool guaranteed)
      : redis_(redis), names_(std::move(names)), guaranteed_(guaranteed), letters_(redis, names_) {}

  base::Result<Json> statistics() override;
  base::Result<Json> list(bool dead, const std::string& service, std::size_t limit) override;
  base::Result<Json> find(const std::string& id, bool with_payload) override;
  base::Result<void> replay(const std::string& id) override { return letters_.replay(id); }
  base::Result<void> remove(const std::string& id) override { return letters_.remove(id); }

 private:
  broker::RedisClient& redis_;
  const messages::Names names_;
  const bool guaranteed_;  // as set
  messages::Letters letters_;
};

}  // namespace zato::server
