// Pickup: the directory whose files are deployed as soon as they are there, whole. In the keeper of each server, on a
// fiber.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "config/server_settings.hpp"
#include "deploy/files.hpp"
#include "rt/event.hpp"

namespace zato::server {

class Pickup {
 public:
  struct Options {
    const config::HotDeploySettings& settings;
    // Deploys these, all or none.
    std::function<base::Result<void>(const std::vector<deploy::File>&)> deploy;
    // Whether a file was deployed before: as it is now in force, or ever.
    enum class Known { kNo, kBefore, kInForce };
    std::function<base::Result<Known>(const std::string& name, const std::string& digest)> known;
  };
  explicit Pickup(Options options) : options_(std::move(options)) {}

  void run();  // until stop()
  void stop() { stopping_.set(); }

 private:
  enum class Taken { kFile, kLater, kNever };

  bool watch();
  bool heard();
  void add_all_there();
  bool directory_is_safe() const;
  Taken take(const std::string& name, deploy::File& file) const;
  bool is_wanted(const deploy::File& file, bool at_start) const;
  void deploy_pending();
  bool open_archive(const deploy::File& archive, bool at_start, std::vector<deploy::File>& files);
  void deploy(std::vector<deploy::File> files);
  bool deploy_once(const std::vector<deploy::File>& files);

  const Options options_;
  base::UniqueFd inotify_;
  std::set<std::string> pending_;
  std::set<std::string> archives_;  // that the files which are being deployed come from
  bool at_start_ = true;
  rt::Event stopping_;
};

}  // namespace zato::server
