// FireSink: where a run goes when its time has come. The one real sink is message_sink.hpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jobs/job.hpp"
#include "jobs/ledger.hpp"

namespace zato::scheduler {

struct Fire {
  std::shared_ptr<const jobs::Job> job;
  jobs::FireKey key;
  bool manual = false;
  lease::Epoch epoch = 0;
  std::string cid;
  std::optional<jobs::Instant> not_before = {};  // by the wall clock; none: its time has come
};

class FireSink {
 public:
  virtual ~FireSink() = default;

  // On fibers, several at a time; one result for each. Success: it will run, whoever dies. A second fire with the same
  // key has no effect, so that whoever does not know whether one went out sends it again.
  virtual std::vector<base::Result<void>> send(std::span<const Fire> fires) = 0;

  // Of which of these it still knows that they were sent.
  virtual base::Result<std::vector<bool>> remembers(std::span<const jobs::FireKey> keys) = 0;
};

}  // namespace zato::scheduler
