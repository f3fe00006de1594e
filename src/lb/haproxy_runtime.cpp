#include "lb/haproxy_runtime.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>

#include "base/text.hpp"
#include "rt/stream.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;

constexpr std::size_t kLongestAnswer = 16U << 20U;

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> out;
  for (const auto part : base::split(line, ' ')) {
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

// "1 [failed: 0]" behind the word "master".
void read_reloads(const std::vector<std::string_view>& row, MasterReport& report) {
  report.reloads = base::parse_number<int>(row[2]).value_or(0);
  if (row.size() < 5 || row[3] != "[failed:") return;
  auto failed = row[4];
  if (failed.ends_with(']')) failed.remove_suffix(1);
  report.failed_reloads = base::parse_number<int>(failed).value_or(0);
}

}  // namespace

Result<HaproxyRuntime> HaproxyRuntime::open(const std::filesystem::path& directory) {
  base::UniqueFd fd(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return base::fail(base::errno_error("cannot open " + directory.string(), errno));
  return HaproxyRuntime(std::move(fd));
}

Result<std::string> HaproxyRuntime::exchange(std::string_view socket, std::string_view command,
                                             rt::Deadline deadline) const {
  // Through the descriptor, since sun_path has room for 107 characters only.
  ZATO_TRY(auto stream, rt::connect_unix(fmt::format("/proc/self/fd/{}/{}", directory_.get(), socket), deadline));
  ZATO_CHECK(stream->write_all(fmt::format("{}\n", command), deadline));
  stream->shutdown_write();
  std::string answer;
  std::array<char, 16384> buffer{};
  for (;;) {
    ZATO_TRY(const auto got, stream->read_some(buffer, deadline));
    if (got == 0) return answer;
    answer.append(buffer.data(), got);
    if (answer.size() > kLongestAnswer) return base::fail(Code::kResourceExhausted, "HAProxy's answer is too long");
  }
}

Result<std::string> HaproxyRuntime::ask(std::string_view command, rt::Deadline deadline) const {
  return exchange(kStatsSocket, command, deadline);
}

Result<std::string> HaproxyRuntime::ask_master(std::string_view command, rt::Deadline deadline) const {
  return exchange(kMasterSocket, command, deadline);
}

Result<void> HaproxyRuntime::tell(const std::string& command, rt::Deadline deadline) const {
  ZATO_TRY(const auto answer, ask(command, deadline));
  const auto complaint = base::trim(answer);
  if (complaint.empty()) return {};
  const bool absent = complaint.find("No such") != std::string_view::npos;
  return base::fail(absent ? Code::kNotFound : Code::kUnsupported, fmt::format("{}: {}", command, complaint));
}

Result<void> HaproxyRuntime::set_mode(const std::string& server, Mode mode, rt::Deadline deadline) const {
  return tell(fmt::format("set server {}/{}{} state {}", kBackend, kServerPrefix, server, mode_name(mode)), deadline);
}

Result<void> HaproxyRuntime::set_weight(const std::string& server, int weight, rt::Deadline deadline) const {
  return tell(fmt::format("set server {}/{}{} weight {}", kBackend, kServerPrefix, server, weight), deadline);
}

Result<MasterReport> parse_processes(std::string_view text) {
  MasterReport report;
  bool old = false;
  for (const auto line : base::split(text, '\n')) {
    if (line.starts_with("# old workers")) old = true;
    if (line.starts_with("# workers") || line.starts_with("# programs")) old = false;
    const auto row = words(line);
    if (row.size() < 3) continue;
    const auto pid = base::parse_number<pid_t>(row[0]);
    if (!pid) continue;
    if (row[1] == "master") {
      report.master = *pid;
      read_reloads(row, report);
    } else if (row[1] == "worker" && old) {
      report.old_workers.push_back(*pid);
    } else if (row[1] == "worker") {
      report.worker = *pid;
    }
  }
  if (report.master < 0) return base::fail(Code::kCorrupt, "HAProxy's master did not report itself");
  return report;
}

}  // namespace zato::lb
