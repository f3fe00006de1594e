#include "process/victim.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "process/proc_fs.hpp"

namespace zato::process {
namespace {

std::string first_line_of(const std::string& path) {
  const auto content = base::read_file(path);
  if (!content) return "";
  return std::string(base::trim(base::split(*content, '\n').front()));
}

std::string joined_lines_of(const std::string& path) {
  const auto content = base::read_file(path);
  if (!content) return "";
  return base::replace_all(std::string(base::trim(*content)), "\n", " < ");
}

}  // namespace

std::string state_text(pid_t pid) {
  const auto info = process_info(pid);
  const char state = info ? info->state : '?';
  switch (state) {
    case 'R':
      return "it is running (R)";
    case 'S':
      return "it is asleep (S)";
    case 'D':
      return "it waits in the kernel for a device (D)";
    case 'T':
      return "it was stopped by a signal (T)";
    case 't':
      return "it is stopped by a debugger (t)";
    default:
      return std::string("its state is ") + state;
  }
}

std::vector<std::string> kernel_view(pid_t pid) {
  std::vector<std::string> lines;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(tasks, error)) {
    const std::string task = entry.path().string();
    lines.push_back("thread " + entry.path().filename().string() + " " + first_line_of(task + "/comm") + ": wchan " +
                    first_line_of(task + "/wchan") + "; syscall " + first_line_of(task + "/syscall") +
                    "; kernel stack " + joined_lines_of(task + "/stack"));
  }
  return lines;
}

}  // namespace zato::process
