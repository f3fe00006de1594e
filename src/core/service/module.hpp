// Native modules: shared libraries of C++ services, checked against this build before anything in them is called.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "service/registry.hpp"

namespace zato::service {

// The services of the module at `file`, ready for Registry::replace(). The file stays mapped as long as one of the
// entries lives. Errors name the file and the reason: kUnsupported when it was built for another version, kCorrupt when
// it is no module or does not load.
base::Result<std::vector<Entry>> load_module(const std::filesystem::path& file);

// What entries are made of, for services that are compiled into the executable.
Entry make_entry(const zato::abi::Service& service);

// The modules (*.so) in the directories that a service-sources.txt lists: one per line, relative to `root` (the
// server's directory), # for comments. A directory that cannot be read is an error that names it and its line.
// `extension`: the same for other files.
base::Result<std::vector<std::filesystem::path>> modules_of(const std::filesystem::path& sources_file,
                                                            const std::filesystem::path& root,
                                                            std::string_view extension = ".so");

struct LoadReport {
  std::size_t modules = 0;                // loaded
  std::size_t services = 0;               // in these
  std::vector<base::Error> refused = {};  // one per module that was not
};

// Loads all of `files` into the registry, each by `load`. A bad module is reported and left out, the others load.
using Load = std::function<base::Result<std::vector<Entry>>(const std::filesystem::path&)>;
LoadReport load_all(Registry& registry, const std::vector<std::filesystem::path>& files,
                    const Load& load = load_module);

}  // namespace zato::service
