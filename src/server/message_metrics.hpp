// MessageMetrics: asynchronous invocations as zato_messages_* metrics: what this worker did, and the cluster's books.
// Loop thread.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "messages/books.hpp"
#include "messages/consumer.hpp"
#include "messages/sender.hpp"
#include "metrics/registry.hpp"
#include "rt/loop.hpp"

namespace zato::server {

class MessageMetrics {
 public:
  // All must live longer than the registry's last snapshot.
  MessageMetrics(rt::Loop& loop, metrics::Registry& metrics, broker::RedisClient& redis, const messages::Names& names,
                 const messages::Sender& sender, const messages::Consumer& consumer, const messages::Settler& settler);

  void start();  // begins to look at the books, every few seconds

 private:
  void read_counts();
  void read_books();

  struct Counted {
    metrics::Counter counter;
    std::function<std::uint64_t()> read;
    std::uint64_t seen = 0;
  };
  struct Kept {
    metrics::Gauge gauge;
    std::int64_t messages::Books::*member;
  };

  rt::Loop& loop_;
  broker::RedisClient& redis_;
  const messages::Names& names_;
  std::vector<Counted> counted_;
  std::vector<Kept> kept_;
  metrics::Gauge running_, resting_, unsafe_;
  const messages::Consumer& consumer_;
  rt::Timer timer_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace zato::server
