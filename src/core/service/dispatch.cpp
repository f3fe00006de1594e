// Where a call runs: here, on the loop, or on a pool (frame.hpp).
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "service/frame.hpp"

namespace zato::service {
namespace {

using base::Code;
using base::fail;
using base::Result;

// A call that runs elsewhere. It owns all that it needs, since whoever waits for it may give up.
struct Remote {
  std::shared_ptr<const Entry> entry;
  std::string cid;
  zato::Channel channel;
  zato::Call call;
  std::shared_ptr<void> pass;
  zato::Outcome outcome;
  base::Error refusal;
  bool refused = false;
  rt::Event ended;

  Remote(std::shared_ptr<const Entry> of, zato::Call&& from, std::shared_ptr<void> with)
      : entry(std::move(of)), cid(from.cid), channel(*from.channel), call(std::move(from)), pass(std::move(with)) {
    call.cid = cid;
    call.channel = &channel;
  }
};

// Threads that compute give way to everything else: the loop must never wait for them. SCHED_IDLE is interrupted at once by
// whoever wakes up; of nice values alone the kernel's scheduler finishes the slice first, milliseconds of it.
void lower_priority_once() {
  thread_local const bool done = [] {
    const sched_param none{};
    ::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &none);
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19);
    return true;
  }();
  static_cast<void>(done);
}

void run_remote(const Origin& here, Remote& remote) {
  if (here.deadline.expired()) {  // it waited so long for its turn that nobody waits for it any more
    remote.refused = true;
    remote.refusal = {Code::kTimeout, "service " + remote.entry->name + " did not get its turn in time"};
    return;
  }
  remote.outcome = Frame(here, remote.entry, remote.cid, std::move(remote.pass)).run(std::move(remote.call));
}

// On a fiber of the loop.
void run_on_pool(const Origin& caller, const std::shared_ptr<Remote>& remote) {
  Origin here = caller;
  const bool cpu = here.place == Place::kCpu;
  bool& holds = cpu ? here.holds_cpu : here.holds_thread;
  const auto waiter = std::exchange(holds, true) ? rt::ThreadPool::Waiter::kTaskOfThisPool : rt::ThreadPool::Waiter::kOther;
  const auto task = [here, cpu, remote] {
    if (cpu) lower_priority_once();
    run_remote(here, *remote);
  };
  auto ran = (cpu ? here.invoker.cpu : here.invoker.threads).run(task, rt::Deadline::never(), waiter);
  if (!ran) {
    remote->refused = true;
    remote->refusal = std::move(ran.error());
  }
}

Result<zato::Outcome> run_elsewhere(const Origin& here, std::shared_ptr<const Entry> entry, zato::Call&& call,
                                    std::shared_ptr<void> pass) {
  const auto remote = std::make_shared<Remote>(std::move(entry), std::move(call), std::move(pass));
  here.invoker.loop.spawn([here, remote] {
    if (here.place == Place::kLoop) {
      run_remote(here, *remote);
    } else {
      run_on_pool(here, remote);
    }
    remote->ended.set();
  });
  if (!remote->ended.wait(here.deadline)) {
    if (here.place != Place::kLoop)
      here.invoker.abandoned.add("service " + remote->entry->name + " (" + remote->cid + ")", remote);
    return fail(Code::kTimeout, "service " + remote->entry->name + " did not answer in time");
  }
  if (remote->refused) return fail(std::move(remote->refusal));
  return std::move(remote->outcome);
}

Place place_of(Execution execution) {
  switch (execution) {
    case Execution::kFiber:
      return Place::kLoop;
    case Execution::kThread:
      return Place::kThreads;
    case Execution::kCpu:
      break;
  }
  return Place::kCpu;
}

// The right to be one of the calls that may run at a time, given back when the last copy is gone. Null where there is no
// limit.
Result<std::shared_ptr<void>> admitted(const Origin& here, const std::shared_ptr<const Entry>& entry) {
  const auto& limits = entry->limits;
  if (limits.concurrent == 0) return std::shared_ptr<void>();
  const auto entrance =
      entry->gate->enter(limits.concurrent, here.deadline.earlier(rt::Deadline::after(limits.patience)));
  if (entrance == Gate::Entrance::kIn) return std::shared_ptr<void>(entry->gate, [](Gate* gate) { gate->leave(); });
  if (here.deadline.expired()) return fail(Code::kTimeout, "service " + entry->name + " did not get its turn in time");
  return fail(Code::kResourceExhausted, "service " + entry->name + " is busy: as many of its calls run as may at a time, " +
                                            std::to_string(limits.concurrent));
}

}  // namespace

Result<zato::Outcome> dispatch(const Origin& origin, std::shared_ptr<const Entry> entry, zato::Call&& call) {
  if (!entry->active) return fail(Code::kNotFound, "service " + entry->name + " is not active");
  if (origin.depth > origin.invoker.options.max_depth) {
    return fail(Code::kInternal, "service " + entry->name + ": services invoke each other more than " +
                                     std::to_string(origin.invoker.options.max_depth) + " levels deep");
  }
  Origin here = origin;
  here.place = place_of(entry->place());
  ++here.depth;
  if (entry->time().count() > 0) here.deadline = here.deadline.earlier(rt::Deadline::after(entry->time()));
  if (here.deadline.expired()) return fail(Code::kTimeout, "service " + entry->name + ": no time is left to run it");
  ZATO_TRY(auto pass, admitted(here, entry));
  if (here.place == origin.place) {
    const auto cid = call.cid;
    return Frame(here, std::move(entry), cid, std::move(pass)).run(std::move(call));
  }
  return run_elsewhere(here, std::move(entry), std::move(call), std::move(pass));
}

}  // namespace zato::service
