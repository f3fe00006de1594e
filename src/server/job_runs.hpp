// JobRuns: what a worker writes into the ledger of runs (jobs/ledger.hpp) about the fires of the scheduler that it gets: that
// one begins, unless it has ended already, and how it ended. What comes while the ODB writes goes in together. Loop thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs/ledger.hpp"
#include "odb/pool.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"

namespace zato::server {

class JobRuns {
 public:
  // `cluster`: its id, 0 while it is not known.
  JobRuns(rt::Loop& loop, odb::Pool& pool, std::string server, std::function<schema::Id()> cluster);

  // Both on a fiber. While the ODB is away they wait, until `deadline`.
  // False: jobs::begin_run().
  base::Result<bool> begin(const jobs::FireKey& key, const std::string& message, rt::Deadline deadline);
  base::Result<void> end(const jobs::FireKey& key, bool ok, const std::string& detail, rt::Deadline deadline);

 private:
  struct Entry;
  base::Result<bool> write(std::shared_ptr<Entry> entry, rt::Deadline deadline);
  void flush();

  rt::Loop& loop_;
  odb::Pool& pool_;
  const std::string server_;
  const std::function<schema::Id()> cluster_;
  std::vector<std::shared_ptr<Entry>> waiting_;
  bool flushing_ = false;
};

}  // namespace zato::server
