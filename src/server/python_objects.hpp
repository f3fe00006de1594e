// Configuration objects as the service API of Python sees them. One per worker.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "odb/snapshot.hpp"

namespace zato::server {

class PythonObjects {
 public:
  void applied(std::shared_ptr<const odb::Snapshot> snapshot) { snapshot_.store(std::move(snapshot)); }  // loop thread

  // What follows: any thread.
  std::int64_t sequence() const {
    const auto snapshot = snapshot_.load();
    return snapshot ? snapshot->sequence() : 0;
  }
  // JSON with all fields, secrets as well; empty when there is no such object.
  std::string find(std::string_view type, std::string_view name) const;
  std::string find(std::string_view type_or_family, schema::Id id) const;
  std::vector<std::string> names(std::string_view type) const;

 private:
  std::atomic<std::shared_ptr<const odb::Snapshot>> snapshot_;
};

}  // namespace zato::server
