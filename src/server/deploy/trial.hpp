// The trial of files that are to be deployed: a process of its own loads them first, and is thrown away. What crashes,
// hangs or does not import does so there, and the reason is known before any server has seen the file.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "deploy/runs.hpp"
#include "server/deploy/loaded_set.hpp"

namespace zato::server {

struct TrialFile {
  std::string name;
  std::filesystem::path path;
  std::string digest;
  deploy::Language language = deploy::Language::kPython;
};

struct TrialPlan {
  std::vector<TrialFile> changed = {};  // in the order of deployment
  std::vector<std::string> removed = {};
  std::vector<TrialFile> others = {};  // deployed already; those that import a changed or removed one are tried as well

  std::string text() const;
  static base::Result<TrialPlan> parse(std::string_view text);
};

// The services of each file. kInvalidArgument says which file was at fault and why, with its line where there is one.
// Blocks the calling thread. `server`: the directory of the server.
using TrialOutcome = std::map<std::string, std::vector<deploy::PlannedFile::Service>>;
base::Result<TrialOutcome> run_trial(const std::filesystem::path& server, const std::filesystem::path& work,
                                     const TrialPlan& plan, std::chrono::milliseconds timeout);

// In that process: zato-server-child trial SERVER PLAN-FILE DESCRIPTOR. What comes of it goes to the descriptor, a line
// of JSON each.
int run_trial_child(const std::filesystem::path& server, const std::filesystem::path& plan, int descriptor);

}  // namespace zato::server
