// What worker and keeper have in common before they differ: settings, logging, the cipher of the cluster's secrets.
#pragma once

#include <filesystem>
#include <string>

#include "config/settings.hpp"
#include "objects/cipher.hpp"
#include "security/object_cipher.hpp"

namespace zato::server {

struct ChildContext {
  std::filesystem::path directory;  // of the server
  config::ServerSettings settings;
  security::ObjectCipher cipher;
};

// Loads server.conf of the server in `directory` and begins to log as `process`.
base::Result<ChildContext> begin_child(const std::filesystem::path& directory, const std::string& process);

}  // namespace zato::server
