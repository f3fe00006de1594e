// Who may use the agent: certificates pinned by fingerprint in pinned-clients.conf, one per line:
//   <SHA-256 of the certificate, as openssl prints it or as plain hex> <name> [source]
// `source` permits replacing HAProxy's configuration as free text. Nobody is permitted anything by an empty file.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::lb {

struct PinnedClient {
  std::string name;  // for the log
  bool may_edit_source = false;

  friend bool operator==(const PinnedClient&, const PinnedClient&) = default;
};

using PinnedClients = std::map<std::string, PinnedClient>;  // by fingerprint, lower-case hex

// kInvalidArgument names the line.
base::Result<PinnedClients> parse_pinned_clients(std::string_view text);

// An absent file permits nobody. kPermissionDenied when others than its owner may write it.
base::Result<PinnedClients> load_pinned_clients(const std::filesystem::path& file);

}  // namespace zato::lb
