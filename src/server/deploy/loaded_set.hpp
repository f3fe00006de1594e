// LoadedSet: one state of all deployed files, loaded: what the registry needs to serve it. Several may be there at a
// time: the one in force, and one that is about to be. Made by deployments.cpp, and by the trial.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "deploy/runs.hpp"
#include "objects/deployment.hpp"
#include "rt/thread_pool.hpp"
#include "server/deploy/package_files.hpp"
#include "service/python/host.hpp"
#include "service/registry.hpp"

namespace zato::server {

// What is to be loaded.
struct Target {
  std::string name;
  std::string digest;
  deploy::Language language = deploy::Language::kPython;
  std::int64_t run = 0;
  std::string signature = {};

  bool operator==(const Target&) const = default;
  PackageFiles::Wanted wanted() const { return {.name = name, .digest = digest, .language = language}; }
};
Target target_of(const objects::Deployment& deployment);
Target target_of(const deploy::PlannedFile& file, std::int64_t run);

// What goes, as Trust is asked about it.
std::vector<Target> removals_of(const deploy::Plan& plan);

// By run, and in one run in the order of deployment: of two services with one name the later one is served.
void put_in_order(std::vector<Target>& targets);

struct LoadedSet {
  std::vector<Target> targets = {};  // in order
  std::shared_ptr<const service::python::Host::View> view = {};
  std::map<std::string, std::vector<service::Entry>> modules = {};  // of C++, by file
  std::map<std::string, std::string> failures = {};                 // by file: why it is not there

  // For Registry::deploy().
  std::vector<service::Entry> entries() const;
};

class SetLoader {
 public:
  SetLoader(service::python::Host& python, const PackageFiles& files)
      : python_(python), files_(files), threads_("deploy", 1, 1000) {}

  // `targets` in order; loads what `base` has not, all of which was fetched but for what is `refused`. What cannot be
  // loaded is among the failures. Fiber.
  base::Result<LoadedSet> load(std::vector<Target> targets, const LoadedSet& base, const PackageFiles::Fetched& fetched,
                               std::map<std::string, std::string> refused = {});

 private:
  base::Result<void> load_python(LoadedSet& set, const LoadedSet& base, const PackageFiles::Fetched& fetched);
  base::Result<void> load_modules(LoadedSet& set, const LoadedSet& base);
  void load_module(const Target& target, LoadedSet& set) const;

  service::python::Host& python_;
  const PackageFiles& files_;
  rt::ThreadPool threads_;  // constructors of modules are their authors', and may take long
};

}  // namespace zato::server
