// What worker and keeper have in common before they differ: settings, logging, the cipher of the cluster's secrets.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "config/settings.hpp"
#include "objects/cipher.hpp"
#include "odb/pool.hpp"
#include "process/child_link.hpp"
#include "security/object_cipher.hpp"

namespace zato::server {

struct ChildContext {
  std::filesystem::path directory;  // of the server
  config::ServerSettings settings;
  security::ObjectCipher cipher;
};

enum class LogRotation { kByOthers, kByThis };

// Loads server.conf of the server in `directory` and begins to log as `process`. One process of a server rotates its log.
base::Result<ChildContext> begin_child(const std::filesystem::path& directory, const std::string& process, LogRotation rotation);

// The first start of a server fails at once where the ODB is away, so that whoever starts it is told why. A child that replaces
// another one waits for the ODB as long as it may boot: it is up again as soon as the ODB is. So does everybody where the ODB is
// there and others keep it busy, as all servers of a new cluster do when they start together. Fiber.
base::Result<void> patiently(const process::ChildLink& link, const odb::Pool& odb, std::chrono::milliseconds boot_timeout,
                             const std::function<base::Result<void>()>& attempt);

}  // namespace zato::server
