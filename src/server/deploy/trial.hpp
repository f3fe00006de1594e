// The trial of files that are to be deployed: a process of its own loads them first, and is thrown away. What crashes,
// hangs or does not import does so there, and the reason is known before any server has seen the file.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "deploy/runs.hpp"
#include "server/deploy/loaded_set.hpp"

namespace zato::server {

struct TrialFile {
  std::string name;
  std::filesystem::path path;  // of C++ where it is, of Python what it is called
  deploy::Language language = deploy::Language::kPython;
  std::shared_ptr<const std::string> source = {};  // of Python
};

struct TrialPlan {
  std::vector<TrialFile> changed = {};  // in the order of deployment
  std::vector<std::string> removed = {};
  std::vector<TrialFile> others = {};  // deployed already; those that import a changed or removed one are tried as well

  std::string text() const;
  static base::Result<TrialPlan> parse(std::string_view text);
};

// The services of each file.
using TrialOutcome = std::map<std::string, std::vector<deploy::PlannedFile::Service>>;

// The process of one trial. It can be started before there is anything to try, since Python takes its time to start.
// It ends with this object, with this process, or when nothing has come for kPatience.
class TrialProcess {
 public:
  static constexpr std::chrono::seconds kPatience{120};

  // Blocks the calling thread. `server`: the directory of the server. `python`: whether Python is started at once.
  static base::Result<std::unique_ptr<TrialProcess>> start(const std::filesystem::path& server, bool python);
  ~TrialProcess();
  TrialProcess(const TrialProcess&) = delete;

  // False: it has given up waiting.
  bool alive() const;

  // Once. kInvalidArgument says which file was at fault and why, with its line where there is one. Blocks the calling
  // thread.
  base::Result<TrialOutcome> run(const TrialPlan& plan, std::chrono::milliseconds timeout);

 private:
  struct Ends {
    base::UniqueFd sheet, talk, words;
  };
  TrialProcess(pid_t pid, Ends ends) : pid_(pid), ends_(std::move(ends)) {}

  std::string at() const;   // the file that it was at
  std::string end_it();     // how it has ended

  pid_t pid_;  // 0: reaped
  Ends ends_;
};

// In that process: zato-server-child trial SERVER SHEET TALK python|modules. The sheet is memory of both: the name of
// the file that it is at, kept current without a word, and below it the plan, which a byte in `talk` announces. What
// comes of it goes back through that, a line of JSON each.
inline constexpr std::size_t kSheetTop = 256;
int run_trial_child(const std::filesystem::path& server, int sheet, int talk, bool python);

}  // namespace zato::server
