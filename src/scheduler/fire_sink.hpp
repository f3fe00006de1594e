// FireSink: where a run goes when its time has come. The one real sink is message_sink.hpp.
#pragma once

#include <string>

#include "jobs/job.hpp"
#include "jobs/ledger.hpp"

namespace zato::scheduler {

struct Fire {
  const jobs::Job& job;
  jobs::FireKey key;
  bool manual = false;
  lease::Epoch epoch = 0;
  std::string cid;
};

class FireSink {
 public:
  virtual ~FireSink() = default;

  // On fibers, many at a time. Success: it will run, whoever dies. A second fire with the same key has no effect, so
  // that whoever does not know whether one went out sends it again.
  virtual base::Result<void> send(const Fire& fire) = 0;
};

}  // namespace zato::scheduler
