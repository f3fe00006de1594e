// Loading one component's settings into a struct: defaults, file, secrets, environment. settings.hpp has the typed
// functions.
#pragma once

#include <filesystem>

#include "config/entry.hpp"
#include "config/settings.hpp"
#include "config/table.hpp"

namespace zato::config {

struct Outcome {
  std::vector<Effective> effective;
  std::vector<std::string> warnings;
};

// The directory of a component's configuration files.
std::filesystem::path repo_directory(const std::filesystem::path& component_directory);

// `settings` holds the defaults. `Decrypt` may be empty: then an encrypted secret is a problem.
base::Result<Outcome> load_into(const TableData& table, void* settings, const std::filesystem::path& repo,
                                const Environment& environment, const Decrypt& decrypt);

}  // namespace zato::config
