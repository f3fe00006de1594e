// Heirs: pending messages and to whom they belong: taking over what a dead or silent consumer had, keeping and giving
// up what is ours. Fibers of the loop.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/message.hpp"
#include "messages/names.hpp"
#include "messages/scripts.hpp"

namespace zato::messages {

class Heirs {
 public:
  struct Options {
    std::string consumer = {};                     // us: "server1/worker-1/4711"
    std::chrono::milliseconds visibility{30'000};  // whoever is silent for so long is taken for dead
    // Whether a consumer is known to be dead, so that its messages need not wait.
    std::function<bool(std::string_view consumer)> is_dead = [](std::string_view) { return false; };
  };
  struct Candidate {
    std::string stream;
    std::string id;
    std::string consumer;
    unsigned deliveries = 0;
    std::chrono::milliseconds idle{0};  // it must still be idle for so long
  };
  enum class How { kRetry, kHeir, kSuspect };  // see scripts::claim

  Heirs(broker::RedisClient& redis, Names names, Options options);

  // Makes the stream and its group where they are missing.
  base::Result<void> prepare(const std::string& stream);

  // What Redis has delivered to us: some of it may never have arrived here.
  base::Result<std::vector<Candidate>> ours(const std::string& stream);
  // What the dead and the silent left. Dead consumers that have nothing any more are forgotten.
  base::Result<std::vector<Candidate>> left_behind(const std::string& stream);

  base::Result<std::optional<Entry>> claim(const Candidate& candidate, How how);  // nothing: somebody else was faster
  base::Result<std::vector<std::string>> renew(const std::string& stream,
                                               const std::vector<std::string>& ids);  // those lost
  base::Result<void> release(const std::string& stream, const std::vector<std::string>& ids);

  const std::string& consumer() const noexcept { return options_.consumer; }

 private:
  base::Result<std::vector<Candidate>> pending(const std::string& stream, const std::string& consumer);
  base::Result<std::vector<Candidate>> silent(const std::string& stream);
  base::Result<broker::Reply> run(broker::Script& script, const std::vector<std::string_view>& keys,
                                  const std::vector<std::string_view>& arguments);

  broker::RedisClient& redis_;
  const Names names_;
  const Options options_;
  broker::Script claim_ = scripts::claim();
  broker::Script renew_ = scripts::renew();
  broker::Script release_ = scripts::release();
  broker::Script bury_ = scripts::bury();
};

}  // namespace zato::messages
