// HAProxy's command sockets: the worker's (statistics, states, weights) and the master's (processes). One command per
// connection. On fibers of the loop. Called by haproxy_process and the balancer.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "lb/haproxy_config.hpp"
#include "rt/deadline.hpp"

namespace zato::lb {

class HaproxyRuntime {
 public:
  // `directory` holds both sockets. Its path may be longer than a socket's address can be.
  static base::Result<HaproxyRuntime> open(const std::filesystem::path& directory);

  // The raw answer. kUnavailable or kTimeout when nobody answers.
  base::Result<std::string> ask(std::string_view command, rt::Deadline deadline) const;
  base::Result<std::string> ask_master(std::string_view command, rt::Deadline deadline) const;

  // Commands that answer nothing when all went well; anything else is an error with HAProxy's words.
  base::Result<void> set_mode(const std::string& server, Mode mode, rt::Deadline deadline) const;
  base::Result<void> set_weight(const std::string& server, int weight, rt::Deadline deadline) const;

 private:
  explicit HaproxyRuntime(base::UniqueFd directory) : directory_(std::move(directory)) {}
  base::Result<std::string> exchange(std::string_view socket, std::string_view command, rt::Deadline deadline) const;
  base::Result<void> tell(const std::string& command, rt::Deadline deadline) const;

  base::UniqueFd directory_;
};

// "show proc" of the master.
struct MasterReport {
  pid_t master = -1;
  int reloads = 0;
  int failed_reloads = 0;
  pid_t worker = -1;               // the current one
  std::vector<pid_t> old_workers;  // finishing their last connections
};

base::Result<MasterReport> parse_processes(std::string_view text);

}  // namespace zato::lb
