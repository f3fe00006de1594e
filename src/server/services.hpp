// The services of a worker: built in and from modules, matched with what the ODB knows of them.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "odb/pool.hpp"
#include "odb/snapshot.hpp"
#include "service/python/host.hpp"
#include "service/registry.hpp"

namespace zato::server {

// Built-in services and the modules in the directories that `sources` lists, relative to `directory`. A module that
// does not load is reported in the log and left out; a file of sources that cannot be read is an error. Python's files
// begin to run when all C++ modules are there. Fiber.
base::Result<void> load_services(service::Registry& registry, service::python::Host& python,
                                 const std::filesystem::path& sources, const std::filesystem::path& directory);

// Adds to the ODB the services that it does not know yet, so that channels can refer to them. Fiber.
base::Result<void> register_services(odb::Pool& pool, const objects::Cipher& cipher, const odb::Snapshot& snapshot,
                                     const service::Registry& registry);

// What the configuration says of services comes into force: id, activity, threshold of slowness, limits, samples.
void apply_services(service::Registry& registry, const odb::Snapshot& snapshot);

}  // namespace zato::server
