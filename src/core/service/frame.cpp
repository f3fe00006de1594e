// Running one call of a service (frame.hpp).
#include "service/frame.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "log/log.hpp"
#include "service/failure.hpp"

namespace zato::service {
namespace {

log::Level level_of(zato::LogLevel level) {
  switch (level) {
    case zato::LogLevel::kTrace:
      return log::Level::kTrace;
    case zato::LogLevel::kDebug:
      return log::Level::kDebug;
    case zato::LogLevel::kInfo:
      return log::Level::kInfo;
    case zato::LogLevel::kWarning:
      return log::Level::kWarning;
    case zato::LogLevel::kError:
      break;
  }
  return log::Level::kError;
}

base::Error unknown(std::string_view service) {
  return {base::Code::kNotFound, "service " + std::string(service) + " does not exist"};
}

}  // namespace

// Of the thread that this call runs on, which stays the same as long as it does.
Running& Frame::running() const {
  if (origin_.place == Place::kLoop) return origin_.invoker.running;
  struct OfThread {
    OfThread(std::shared_ptr<base::WorkNotes> of, base::WorkPlace place) : notes(std::move(of)), running(place) {
      running.attach(notes->take());
    }
    ~OfThread() { notes->give_back(running.note()); }
    std::shared_ptr<base::WorkNotes> notes;
    Running running;
  };
  // A thread belongs to one pool of one invoker.
  thread_local OfThread of_thread(origin_.invoker.notes,
                                  origin_.place == Place::kCpu ? base::WorkPlace::kCpu : base::WorkPlace::kThread);
  return of_thread.running;
}

std::shared_ptr<base::WorkNote> Frame::note_elsewhere() const {
  const auto& notes = origin_.invoker.notes;
  auto* note = notes->take();
  if (!note) return nullptr;
  note->write(base::WorkPlace::kPython, entry_->name, cid_);
  return {note, [notes](base::WorkNote* used) { notes->give_back(used); }};
}

zato::Outcome Frame::run(zato::Call&& call) {
  Running& here = running();
  call.runtime = this;
  const bool may_be_kept = entry_->sample_every > 0 || entry_->keeps_slow();
  std::string request = may_be_kept ? origin_.invoker.samples.excerpt(call.request.payload) : std::string();
  entry_->stats->started();
  const auto started = base::Monotonic::now();
  const Work before = here.enter({entry_->stats, cid_});
  entry_->implementation->execute(call);
  here.enter(before);
  const auto took = base::Monotonic::now() - started;
  const auto kept = record_end(*entry_, cid_, took, call.failure);
  if (kept) origin_.invoker.samples.offer(sample_of(*kept, call, took, std::move(request)));
  return {std::move(call.response), std::move(call.failure)};
}

Sample Frame::sample_of(Sample::Kind kind, const zato::Call& call, std::chrono::nanoseconds took,
                        std::string request) const {
  const bool failed = call.failure.status != 0;
  return {.kind = kind,
          .service = entry_->name,
          .cid = std::string(cid_),
          .ended = base::Wall::now(),
          .took = took,
          .threshold = entry_->slow_after,
          .request = std::move(request),
          .response = origin_.invoker.samples.excerpt(failed ? std::string_view(call.failure.message)
                                                             : std::string_view(call.response.payload))};
}

std::optional<Sample::Kind> record_end(const Entry& entry, std::string_view cid, std::chrono::nanoseconds took,
                                       const zato::Failure& failure) {
  const bool failed = failure.status != 0;
  const bool slow = took > entry.slow_after;
  const auto usage = entry.stats->ended(took, failed, slow);
  if (failed && !failure.deliberate && !is_logged(failure)) {
    log::write(log::Level::kError, entry.name, cid, "the service failed: " + described(failure));
  }
  if (slow) {
    log::write(log::Level::kWarning, entry.name, cid,
               fmt::format("slow: {} ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    return Sample::Kind::kSlow;
  }
  if (entry.sample_every > 0 && usage % entry.sample_every == 0) return Sample::Kind::kSample;
  return std::nullopt;
}

bool Frame::log_enabled(zato::LogLevel level) const noexcept { return log::enabled(level_of(level)); }

void Frame::log(zato::LogLevel level, std::string_view text) { log::write(level_of(level), entry_->name, cid_, text); }

bool Frame::wait(rt::Event& event) {
  return waiting([&] { return event.wait(origin_.deadline); });
}

bool Frame::sleep(std::chrono::nanoseconds duration) {
  return waiting([&] {
    const auto until = base::Monotonic::now() + std::max(duration, std::chrono::nanoseconds::zero());
    const bool in_time = until <= origin_.deadline.at();
    rt::sleep_for(std::min(until, origin_.deadline.at()) - base::Monotonic::now());
    return in_time;
  });
}

zato::Outcome Frame::invoke(std::string_view service, zato::Payload&& payload, zato::InvokeOptions&& options) {
  auto entry = (origin_.services ? origin_.services : origin_.invoker.registry.now())->find(service);
  if (!entry) return refused(unknown(service));

  zato::Call call;
  call.name = entry->name;
  call.cid = cid_;
  call.request.payload = std::move(payload);
  call.request.data_format = std::move(options.data_format);
  call.environ = std::move(options.environ);

  Origin origin = origin_;
  if (options.timeout.count() > 0) origin.deadline = origin.deadline.earlier(rt::Deadline::after(options.timeout));
  auto outcome = waiting([&] { return dispatch(origin, std::move(entry), std::move(call)); });
  if (!outcome) return refused(outcome.error());
  return std::move(*outcome);
}

zato::RestOutcome Frame::rest(std::string_view connection, zato::RestCall&& call) {
  const auto& rest = origin_.invoker.options.rest;
  if (!rest)
    return {.problem = zato::RestProblem::kUnknown,
            .message = std::string(connection) + ": there are no connections here"};
  return waiting([&] { return rest(connection, std::move(call), cid_, origin_.deadline); });
}

zato::AsyncOutcome Frame::invoke_async(std::string_view service, zato::Payload&& payload,
                                       zato::AsyncOptions&& options) {
  const Registry& registry = origin_.invoker.registry;
  if (options.callbacks.empty()) {
    if (auto usual = entry_->name + "-async-callback"; registry.find(usual))
      options.callbacks.push_back(std::move(usual));
  }
  for (const auto& callback : options.callbacks) {
    if (!registry.find(callback)) return {.failure = refused(unknown(callback)).failure};
  }
  if (!registry.find(service)) return {.failure = refused(unknown(service)).failure};
  auto cid = waiting([&] {
    return send_async(origin_.invoker, {std::string(service), std::move(payload), std::move(options), entry_->name});
  });
  if (!cid) return {.failure = refused(cid.error()).failure};
  return {.cid = std::move(*cid)};
}

namespace {

// Messages run on behalf of nobody, so whoever looks at his caller would refuse them, later and where nobody sees it.
base::Result<void> runs_without_caller(const Registry& registry, std::string_view service) {
  const auto entry = registry.find(service);
  if (!entry || !entry->is_guarded) return {};
  return base::fail(base::Code::kPermissionDenied,
                    "service " + std::string(service) +
                        " acts on behalf of whoever invokes it, and asynchronous invocations are made on behalf of "
                        "nobody: invoke it directly");
}

}  // namespace

base::Result<std::string> send_async(Invoker::State& invoker, AsyncInvocation&& invocation) {
  ZATO_CHECK(runs_without_caller(invoker.registry, invocation.service));
  for (const std::string_view callback : invocation.options.callbacks)
    ZATO_CHECK(runs_without_caller(invoker.registry, callback.substr(0, callback.find(' '))));
  const auto& send = invoker.options.send_async;
  if (send) return send(std::move(invocation));
  return base::fail(base::Code::kUnavailable, "there is no broker for asynchronous invocations");
}

// The service may catch what comes of this; the log tells it anyhow.
zato::Outcome Frame::refused(const base::Error& error) const {
  log::write(log::Level::kWarning, entry_->name, cid_, "could not invoke another service: " + error.text());
  return {.failure = failure_of(error)};
}

Principal principal_of(const zato::Call& call) {
  const auto* frame = dynamic_cast<const Frame*>(call.runtime);
  return frame ? frame->principal() : Principal();
}

}  // namespace zato::service
