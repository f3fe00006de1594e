// JobsWatch: the cluster's configuration as this scheduler knows it, followed change by change.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "objects/cipher.hpp"
#include "odb/pool.hpp"
#include "odb/snapshot.hpp"
#include "rt/event.hpp"

namespace zato::scheduler {

class JobsWatch {
 public:
  using Snapshot = std::shared_ptr<const odb::Snapshot>;

  JobsWatch(odb::Pool& pool, const objects::Cipher& cipher, std::string cluster_name,
            std::function<void(const Snapshot&)> changed);

  base::Result<void> load();                        // fiber
  void follow(std::chrono::milliseconds interval);  // on a fiber of its own until stop()
  void wake() { wake_.set(); }
  void stop();

  const Snapshot& current() const noexcept { return current_; }
  bool database_available() const noexcept { return available_; }

 private:
  base::Result<void> catch_up();

  odb::Pool& pool_;
  const objects::Cipher& cipher_;
  const std::string cluster_name_;
  const std::function<void(const Snapshot&)> changed_;
  Snapshot current_;
  bool available_ = true;
  bool stopping_ = false;
  rt::Event wake_;
};

}  // namespace zato::scheduler
