// One call of a service in progress, and what the service sees of the server while it runs. Private to the invoker.
#pragma once

#include <memory>
#include <string>

#include "rt/event.hpp"
#include "service/invoker.hpp"
#include "service/principal.hpp"

namespace zato::service {

enum class Place { kLoop, kThreads, kCpu };  // where the caller is

struct Invoker::State {
  rt::Loop& loop;
  Registry& registry;
  Options options;
  Running running;
  rt::ThreadPool threads;
  rt::ThreadPool cpu;
};

// From whom a call comes: a channel (depth 0) or another service.
struct Origin {
  Invoker::State& invoker;
  Place place;
  unsigned depth = 0;
  rt::Deadline deadline = rt::Deadline::never();
  Principal principal = {};
  bool holds_thread = false;  // of `threads`: this call or one of those that wait for it runs there
  bool holds_cpu = false;     // the same of `cpu`
};

// Runs `call` where its service belongs and waits for it. `call` names the service and has its input; cid and channel
// that it points to must be valid until this returns. A call that outlasts its deadline goes on by itself, on copies.
base::Result<zato::Outcome> dispatch(const Origin& origin, std::shared_ptr<const Entry> entry, zato::Call&& call);

// What the statistics and the log are told of a call that ended.
void record_end(const Entry& entry, std::string_view cid, std::chrono::nanoseconds took, const zato::Failure& failure);

// To the broker, if this worker has one.
base::Result<std::string> send_async(Invoker::State& invoker, AsyncInvocation&& invocation);

class Frame final : public zato::Runtime {
 public:
  Frame(const Origin& origin, std::shared_ptr<const Entry> entry, std::string_view cid)
      : origin_(origin), entry_(std::move(entry)), cid_(cid) {}

  // Runs the service here and now.
  zato::Outcome run(zato::Call&& call);

  bool log_enabled(zato::LogLevel level) const noexcept override;
  void log(zato::LogLevel level, std::string_view text) override;
  zato::Outcome invoke(std::string_view service, zato::Payload&& payload, zato::InvokeOptions&& options) override;
  zato::AsyncOutcome invoke_async(std::string_view service, zato::Payload&& payload,
                                  zato::AsyncOptions&& options) override;
  bool sleep(std::chrono::nanoseconds duration) override;
  bool ending() const noexcept override { return ending_; }
  zato::RestOutcome rest(std::string_view connection, zato::RestCall&& call) override;

  // Waits until this call's deadline, as invoke() and sleep() do.
  bool wait(rt::Event& event);

  const Principal& principal() const noexcept { return origin_.principal; }
  const Origin& origin() const noexcept { return origin_; }
  const std::shared_ptr<const Entry>& entry() const noexcept { return entry_; }

 private:
  template <class F>
  auto waiting(F wait);
  zato::Outcome refused(const base::Error& error) const;

  Origin origin_;  // this call's own: the place it runs at, its depth, its deadline
  std::shared_ptr<const Entry> entry_;
  std::string_view cid_;
  bool ending_ = false;
};

}  // namespace zato::service
