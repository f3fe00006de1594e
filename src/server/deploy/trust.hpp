// Trust: which deployed files this server runs: all, or only those that are signed with a key that it trusts and that
// no newer one has taken the place of. Asked before anything of a file is executed, by every process that would.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/server_settings.hpp"
#include "deploy/signature.hpp"
#include "server/deploy/loaded_set.hpp"

namespace zato::server {

class Trust {
 public:
  explicit Trust(const config::HotDeploySettings& settings) : settings_(settings) {}

  // Why it is not run; empty: it is. `is_new`: it is about to be deployed, which a key that has expired meanwhile does
  // not allow any more.
  std::string objection(const Target& target, bool is_new) const;

  // These are in force now, or gone: nothing older is run by this server again, whatever the ODB says.
  base::Result<void> remember(const std::vector<Target>& targets) const;

 private:
  using Serials = std::map<std::string, std::int64_t>;  // of each file, the highest

  std::vector<deploy::TrustedKey> keys() const;
  base::Result<Serials> serials() const;
  std::filesystem::path serials_file() const { return settings_.work_dir / "hot-deploy/serials"; }

  const config::HotDeploySettings& settings_;
};

}  // namespace zato::server
