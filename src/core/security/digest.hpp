// Digests and keys made from the cluster's key. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace zato::security {

std::string sha256(std::string_view bytes);                             // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes

// A key of its own for each purpose, the same on all servers of the cluster; it tells nothing about the cluster's key.
base::Secret derived_key(const base::Secret& cluster_key, std::string_view purpose);

}  // namespace zato::security
