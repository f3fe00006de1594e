#include "server/job_runs.hpp"

#include <utility>

namespace zato::server {

namespace {

using base::Result;

constexpr std::chrono::milliseconds kRetry{200};

jobs::Instant now() { return std::chrono::time_point_cast<schedule::Duration>(base::Wall::now()); }

// Of a run that came ahead of its time: it is held until then.
jobs::Instant start_of(const jobs::FireKey& key) {
  const auto at = now();
  return key.nominal > at && key.nominal - at <= jobs::kSentAhead ? key.nominal : at;
}

}  // namespace

struct JobRuns::Entry {
  jobs::FireKey key;
  bool begins = false;
  std::string message = {};
  bool ok = false;
  std::string detail = {};
  jobs::Instant at;
  bool may_run = true;  // the answer
  bool written = false;
  base::Error error = {};
  rt::Event settled = {};
};

JobRuns::JobRuns(rt::Loop& loop, odb::Pool& pool, std::string server, std::function<schema::Id()> cluster)
    : loop_(loop), pool_(pool), server_(std::move(server)), cluster_(std::move(cluster)) {}

Result<bool> JobRuns::begin(const jobs::FireKey& key, const std::string& message, rt::Deadline deadline) {
  auto entry = std::make_shared<Entry>();
  entry->key = key;
  entry->message = message;
  entry->begins = true;
  entry->at = start_of(key);
  return write(std::move(entry), deadline);
}

Result<void> JobRuns::end(const jobs::FireKey& key, bool ok, const std::string& detail, rt::Deadline deadline) {
  auto entry = std::make_shared<Entry>();
  entry->key = key;
  entry->at = now();
  entry->ok = ok;
  entry->detail = detail;
  ZATO_CHECK(write(std::move(entry), deadline));
  return {};
}

Result<bool> JobRuns::write(std::shared_ptr<Entry> entry, rt::Deadline deadline) {
  for (;;) {
    entry->settled.reset();
    waiting_.push_back(entry);
    if (!std::exchange(flushing_, true)) loop_.spawn([this] { flush(); });
    entry->settled.wait();  // the pool's patience ends it
    if (entry->written) return entry->may_run;
    if (deadline.expired()) return base::fail(entry->error);
    rt::sleep_for(kRetry);
  }
}

void JobRuns::flush() {
  while (!waiting_.empty()) {
    const auto batch = std::exchange(waiting_, {});
    const auto written = pool_.with([&](odb::Connection& odb) {
      return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
        for (const auto& entry : batch) {
          if (!entry->begins) {
            ZATO_CHECK(jobs::end_run(odb, cluster_(), entry->key, entry->ok, entry->detail, entry->at));
            continue;
          }
          ZATO_TRY(entry->may_run, jobs::begin_run(odb, cluster_(), entry->key, server_, entry->message, entry->at));
        }
        return {};
      });
    });
    for (const auto& entry : batch) {
      entry->written = written.has_value();
      if (!written) entry->error = written.error();
      entry->settled.set();
    }
  }
  flushing_ = false;
}

}  // namespace zato::server
