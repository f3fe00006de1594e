// Asks a Redis server who it is, over a blocking socket. For check-config and quickstart; servers have broker/ for the
// real thing.
#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "config/server_settings.hpp"

namespace zato::cli {

struct RedisFacts {
  std::string version;
};

// Connects, authenticates, reads the version. The error says which of it failed, and where.
base::Result<RedisFacts> probe_redis(const config::KvdbSettings& settings);

}  // namespace zato::cli
