// One call of a service in progress, and what the service sees of the server while it runs. Private to the invoker.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/scope_exit.hpp"
#include "rt/event.hpp"
#include "service/abandoned.hpp"
#include "service/facilities/facilities.hpp"
#include "service/invoker.hpp"
#include "service/principal.hpp"
#include "service/samples.hpp"

namespace zato::service {

enum class Place { kLoop, kThreads, kCpu };  // where the caller is

struct Invoker::State {
  rt::Loop& loop;
  Registry& registry;
  Options options;
  std::shared_ptr<base::WorkNotes> notes;  // threads of the pools have it as well
  Running running;                         // on the loop
  Abandoned abandoned;
  Samples samples;
  rt::ThreadPool threads;
  rt::ThreadPool cpu;
  std::shared_ptr<Facilities> facilities = std::make_shared<Facilities>(Facilities::Options{});
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
  std::shared_ptr<const Services> services = {};  // as they were when the request came; null: as they are
};

// Runs `call` where its service belongs and waits for it. `call` names the service and has its input; cid and channel
// that it points to must be valid until this returns. A call that outlasts its deadline goes on by itself, on copies.
base::Result<zato::Outcome> dispatch(const Origin& origin, std::shared_ptr<const Entry> entry, zato::Call&& call);

// What the statistics and the log are told of a call that ended. Returns whether, and as what, it is to be kept with its
// messages.
std::optional<Sample::Kind> record_end(const Entry& entry, std::string_view cid, std::chrono::nanoseconds took,
                                       const zato::Failure& failure);

// To the broker, if this worker has one.
base::Result<std::string> send_async(Invoker::State& invoker, AsyncInvocation&& invocation);

class Frame final : public zato::Runtime {
 public:
  // `pass`: held as long as the call runs (dispatch.cpp).
  Frame(const Origin& origin, std::shared_ptr<const Entry> entry, std::string_view cid, std::shared_ptr<void> pass = {})
      : origin_(origin), entry_(std::move(entry)), cid_(cid), pass_(std::move(pass)) {}

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

  zato::Parsed parse(std::string_view format, std::string_view bytes) override;
  zato::Written write(std::string_view format, const zato::Value& value) override;
  zato::RedisOutcome redis(std::span<const std::string_view> words) override;
  zato::CacheOutcome cache(zato::CacheRequest&& request) override;
  zato::LockOutcome lock(std::string_view name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block) override;
  void unlock(std::string_view name, std::string_view token) noexcept override;
  std::vector<zato::Outcome> invoke_all(std::vector<zato::Target>&& targets) override;
  std::string start_group(zato::Group&& group) override;
  zato::ZoneOffset zone_offset(std::string_view zone, std::chrono::sys_seconds at) override;
  zato::Written encrypt(std::string_view plain) override;
  zato::Written decrypt(std::string_view encrypted) override;
  const zato::Value& user_config() override;

  // Waits until this call's deadline, as invoke() and sleep() do.
  bool wait(rt::Event& event);

  // Notes that the call goes on elsewhere, in Python; given back with the last copy.
  std::shared_ptr<base::WorkNote> note_elsewhere() const;

  const Principal& principal() const noexcept { return origin_.principal; }
  const Origin& origin() const noexcept { return origin_; }
  const std::shared_ptr<const Entry>& entry() const noexcept { return entry_; }
  const std::shared_ptr<void>& pass() const noexcept { return pass_; }

 private:
  // Around everything that may let other work run on the loop. The only way out of a wait by exception is that the loop
  // is being destroyed and this stack unwound.
  template <class F>
  auto waiting(F wait) {
    Running& here = running();
    const Work mine = here.enter({});
    base::ScopeExit unwound([this] { ending_ = true; });
    auto result = wait();
    unwound.dismiss();
    here.enter(mine);
    return result;
  }
  Running& running() const;
  Sample sample_of(Sample::Kind kind, const zato::Call& call, std::chrono::nanoseconds took, std::string request) const;
  zato::Outcome refused(const base::Error& error) const;
  zato::Failure told(zato::Failure&& failure) const;

  Origin origin_;  // this call's own: the place it runs at, its depth, its deadline
  std::shared_ptr<const Entry> entry_;
  std::string_view cid_;
  const std::shared_ptr<void> pass_;
  bool ending_ = false;
  std::vector<std::shared_ptr<rt::Event>> releasing_;  // locks that are on their way back
  std::shared_ptr<const zato::Value> user_config_;     // once the service has looked at it
};

}  // namespace zato::service
