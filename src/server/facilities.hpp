// What services of a worker have of the platform (service/facilities/facilities.hpp), by the worker's settings.
#pragma once

#include <filesystem>
#include <memory>

#include "broker/broker.hpp"
#include "config/server_settings.hpp"
#include "objects/cipher.hpp"
#include "odb/snapshot.hpp"
#include "service/facilities/facilities.hpp"

namespace zato::server {

// `broker` and `cipher` must live longer than the last call of a service.
std::shared_ptr<service::Facilities> make_facilities(const std::filesystem::path& directory, broker::Broker& broker,
                                                     const objects::Cipher& cipher);

// What the configuration says of caches.
service::CacheLimits::Map cache_limits(const odb::Snapshot& snapshot);

}  // namespace zato::server
