#include "cli/workspace.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/file.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

volatile sig_atomic_t interrupted = 0;

void on_signal(int signal) { interrupted = signal; }

bool is_config_of_command(const fs::path& name) {
  const auto text = name.string();
  return text.starts_with("zato") && text.ends_with("config");
}

}  // namespace

Workspace::Workspace() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESETHAND;  // the second one ends the process at once
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Workspace::~Workspace() {
  if (kept_) return;
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
    try {
      (*undo)();
    } catch (const std::exception& error) {
      print_warning(error.what());  // the rest is still taken back
    }
  }
}

void Workspace::keep() {
  value_or_fail(batch_.flush());
  kept_ = true;
}

void Workspace::check_interrupted() const {
  if (interrupted != 0) throw Failure(ExitCode::kException, "interrupted; what had been created was removed again");
}

void Workspace::claim(const fs::path& path) {
  check_interrupted();
  std::error_code error;
  if (!fs::exists(path, error)) {
    // The first missing directory takes the others with it.
    fs::path first = path;
    while (first.has_parent_path() && !fs::exists(first.parent_path(), error)) first = first.parent_path();
    value_or_fail(base::make_directories(path, kDirectoryMode));
    undo_.emplace_back([first] {
      std::error_code none;
      fs::remove_all(first, none);
    });
    return;
  }
  refuse_occupied(path);
}

void Workspace::refuse_occupied(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return;
  if (!fs::is_directory(path, error)) {
    throw Failure(ExitCode::kDirectoryNotEmpty, fmt::format("{} is not a directory", path.string()));
  }
  for (const auto& entry : fs::directory_iterator(path)) {
    if (is_config_of_command(entry.path().filename())) continue;
    throw Failure(ExitCode::kDirectoryNotEmpty,
                  fmt::format("{} is not empty ({}); name a directory that is empty or does not exist", path.string(),
                              entry.path().filename().string()));
  }
}

void Workspace::directory(const fs::path& path) {
  check_interrupted();
  if (::mkdir(path.c_str(), kDirectoryMode) != 0) {
    if (errno == EEXIST) return;
    throw Failure(ExitCode::kException, base::errno_error("cannot create directory " + path.string(), errno).text());
  }
  undo_.emplace_back([path] {
    std::error_code none;
    fs::remove_all(path, none);
  });
}

void Workspace::file(const fs::path& path, std::string_view content, mode_t mode) {
  check_interrupted();
  value_or_fail(base::create_file(path, content, mode));
  undo_.emplace_back([path] {
    std::error_code none;
    fs::remove(path, none);
  });
}

void Workspace::copy(const fs::path& from, const fs::path& to, mode_t mode) {
  file(to, value_or_fail(base::read_file(from), ExitCode::kFileMissing), mode);
}

}  // namespace zato::cli
