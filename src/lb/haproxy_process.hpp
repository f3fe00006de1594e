// The HAProxy that does the work: started in master-worker mode as a process that outlives us, watched, restarted when
// it dies, reloaded without a lost request, found again after we were restarted. Fibers of one loop; owned by the
// balancer.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "lb/child.hpp"
#include "lb/haproxy_runtime.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/thread_pool.hpp"

namespace zato::lb {

struct HaproxyOptions {
  std::filesystem::path directory;  // the load balancer's: sockets, pid file, logs/, config/repo/
  std::string command = "haproxy";
  std::string pid_file = "zato-lb-agent.pid";  // Zato's name for HAProxy's, not the agent's
  std::chrono::milliseconds hang_limit{4000};  // no answer for so long: killed
};

std::filesystem::path config_file_of(const std::filesystem::path& directory);

class HaproxyProcess {
 public:
  enum class Started { kNew, kAdopted };

  HaproxyProcess(rt::Loop& loop, rt::ThreadPool& pool, HaproxyRuntime& runtime, HaproxyOptions options);
  ~HaproxyProcess();  // HAProxy goes on; call stop() to end it

  // Every call below: fiber only.

  // HAProxy's own verdict on a file. kInvalidArgument carries its full message.
  base::Result<void> validate(const std::filesystem::path& file);

  // Adopts the one that serves this directory already, or starts one. Returns when it answers.
  base::Result<Started> start();
  // Calls `restarted` after each restart, when HAProxy answers again. Until stop() or release().
  void supervise(std::function<void()> restarted);

  // Makes it read its file again; returns when the new worker serves. Old workers finish what they have begun.
  base::Result<void> reload();

  // Finishes what runs, for at most `grace`, then ends it.
  void stop(std::chrono::milliseconds grace);
  void hurry() noexcept { hurry_ = true; }  // cuts the grace of a stop() in progress short; loop thread
  // Ends the supervision and leaves HAProxy alone.
  void release();

  pid_t master() const noexcept { return master_.pid(); }
  pid_t worker() const noexcept { return worker_; }
  int restarts() const noexcept { return restarts_; }

 private:
  base::Result<void> launch();
  base::Result<MasterReport> report();
  bool adopt();
  std::optional<pid_t> running_master();  // of this directory, whether it answers or not
  bool is_ours(pid_t pid) const;
  base::Result<void> wait_serving(rt::Deadline deadline);
  base::Result<void> keep_server_states();
  void watch();
  void check_answers();
  void restart();
  void limit_log() const;
  void kill_all();
  bool busy();
  std::string last_words(std::uintmax_t from) const;
  std::filesystem::path log_file() const { return options_.directory / "logs" / "haproxy.log"; }

  rt::Loop& loop_;
  rt::ThreadPool& pool_;
  HaproxyRuntime& runtime_;
  const HaproxyOptions options_;

  ProcessHandle master_;
  pid_t worker_ = -1;
  std::function<void()> restarted_;
  bool supervising_ = false;
  bool watcher_runs_ = false;
  bool hurry_ = false;
  bool reloading_ = false;  // a reload in progress is no hang
  rt::Event watcher_gone_;
  base::MonotonicTime last_answer_{};
  base::MonotonicTime last_probe_{};
  base::MonotonicTime last_start_{};
  std::chrono::milliseconds pause_{0};
  int quick_deaths_ = 0;  // one after the other
  int restarts_ = 0;
};

}  // namespace zato::lb
