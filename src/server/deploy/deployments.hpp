// Deployments: the deployed services of this worker. Follows the configuration, which says what is in force, and the
// cluster's runs, which say what is about to be: that is loaded beside the other, so that the switch takes no time. One
// per worker; loop thread.
#pragma once

#include <optional>

#include "config/server_settings.hpp"
#include "deploy/runs.hpp"
#include "odb/delta.hpp"
#include "odb/snapshot.hpp"
#include "process/heritage.hpp"
#include "rt/event.hpp"
#include "server/deploy/loaded_set.hpp"
#include "server/deploy/trust.hpp"

namespace zato::server {

class Deployments {
 public:
  struct Options {
    odb::Pool& pool;
    service::Registry& registry;
    service::python::Host& python;
    const config::ServerSettings& settings;
    const process::Heritage& heritage;
  };
  explicit Deployments(Options options);

  // What `next` deploys is loaded afterwards, or among the failures. Before it is put in force. An error: the ODB is
  // away. Fiber.
  base::Result<void> prepare(const std::shared_ptr<const odb::Snapshot>& next, const odb::Delta& delta);

  // Requests that come from now on meet what was prepared last.
  void commit();

  // On a fiber of its own until stop(): loads what runs bring and reports.
  void follow(std::chrono::milliseconds interval);
  void wake() { wake_.set(); }  // any thread: there is news of a run
  void stop();

  // What is in force and cannot be loaded here, each with the reason.
  const std::map<std::string, std::string>& failures() const noexcept { return in_force_.failures; }
  std::size_t files() const noexcept { return in_force_.targets.size(); }

 private:
  struct Staged {
    std::int64_t run = 0;
    LoadedSet set = {};
    std::vector<Target> removals = {};
  };

  // run: which is about to be; `fetched`: what is at hand of it
  base::Result<LoadedSet> load(std::vector<Target> targets, std::int64_t run, PackageFiles::Fetched fetched = {});
  base::Result<void> look();
  void stage(const deploy::Run& run, PackageFiles::Fetched sources, base::MonotonicTime begun);
  void watch_over(const deploy::Run& run);
  base::Result<void> report(std::int64_t run, const std::string& state, const std::string& detail);
  void take_turn();
  void end_turn();

  odb::Pool& pool_;
  service::Registry& registry_;
  service::python::Host& python_;
  const config::ServerSettings& settings_;
  const process::Heritage& heritage_;
  PackageFiles files_;
  Trust trust_;
  SetLoader loader_;
  std::shared_ptr<const odb::Snapshot> snapshot_;
  LoadedSet in_force_;
  std::optional<LoadedSet> next_;  // prepared, not committed
  std::vector<Target> removals_;   // that it comes from
  std::optional<Staged> staged_;   // of the run that is open
  std::int64_t reported_ = 0;      // that run
  std::int64_t watched_ = 0;       // a run, and how its coordinator does
  std::int64_t watched_beat_ = 0;
  base::MonotonicTime watched_since_{};
  int changes_ = 0;    // since memory was last given back
  bool tell_ = false;  // what is in force has changed, and the ODB not been told
  bool busy_ = false;  // one loads at a time
  rt::Event free_;
  rt::Event wake_;
  bool stopping_ = false;
};

}  // namespace zato::server
