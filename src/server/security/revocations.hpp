// Revocations: tokens that ended before their time, known to every worker of the cluster: kept in Redis while they would be good, and
// announced. Loop thread, fibers.
#pragma once

#include "broker/broker.hpp"
#include "server/security/tokens.hpp"

namespace zato::server {

class Revocations {
 public:
  Revocations(broker::Broker& broker, Tokens& tokens) : broker_(broker), tokens_(tokens) {}

  // On all workers, or an error: then the token may still be good on others.
  base::Result<void> revoke(const Token& token);

  void on_event(const broker::Event& event);  // of any type
  void on_resumed();                          // what was announced meanwhile

 private:
  broker::Broker& broker_;
  Tokens& tokens_;
};

}  // namespace zato::server
