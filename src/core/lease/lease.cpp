#include "lease/lease.hpp"

#include "base/text.hpp"
#include "log/log.hpp"
#include "rt/event.hpp"

namespace zato::lease {

namespace {

constexpr log::Logger kLog{"zato.lease"};

rt::Deadline deadline_at(Time at, Time now) {
  return at == Time::max() ? rt::Deadline::never() : rt::Deadline::after(at - now);
}

}  // namespace

// Two fibers: one talks to the store and may be stuck there; the other starts and stops the work in time all the same.
struct Lease::Impl {
  Impl(Store& store_, Options options_)
      : store(store_), options(std::move(options_)), machine(options.holder, options.times) {}

  void compete() {
    while (!ending) {
      const auto now = options.now();
      const auto step = machine.next(now);
      if (step.kind == Machine::Step::Kind::kWait) {
        ask.wait(deadline_at(step.until, now));
        ask.reset();
      } else {
        perform(step, now);
        act.set();
      }
    }
    give_up();
    idle.set();
  }

  void perform(const Machine::Step& step, Time sent) {
    using Kind = Machine::Step::Kind;
    if (step.kind == Kind::kRead) {
      if (const auto row = answered(store.read())) machine.saw(options.now(), *row);
    } else if (step.kind == Kind::kTake) {
      const Row mine{.holder = options.holder,
                     .epoch = step.epoch,
                     .counter = step.row.counter + 1,
                     .patience = options.times.patience};
      if (const auto won = answered(store.take(step.row, mine))) machine.took(sent, options.now(), step, *won);
    } else {
      if (const auto ours = answered(store.renew(step.row))) machine.renewed(sent, options.now(), *ours);
    }
  }

  template <class T>
  base::Result<T> answered(base::Result<T> answer) {
    if (!answer) {
      machine.failed(options.now());
      if (!std::exchange(failing, true)) kLog.warning("who holds the role cannot be told: {}", answer.error().text());
    } else if (std::exchange(failing, false)) {
      kLog.info("the role can be looked at again");
    }
    return answer;
  }

  void work() {
    for (;;) {
      const auto now = options.now();
      const auto ours = machine.in_effect(now);
      if (working && (ending || ours != working)) {
        options.on_lost(*working);
        working.reset();
      } else if (ending) {
        break;
      } else if (machine.over(now)) {
        machine.stopped();
        ask.set();
      } else if (ours && !working) {
        working = ours;
        options.on_acquired(*ours);
      } else {
        act.wait(deadline_at(machine.in_effect_until(), now));
        act.reset();
      }
    }
    work_ended.set();
  }

  // Work may go on until it was stopped; only then the role is others'.
  void give_up() {
    work_ended.wait();
    const auto& row = machine.row();
    if (!row || row->holder != options.holder) {
      released = true;
      return;
    }
    const auto given = store.release(*row);
    released = given.has_value();
    if (!given) kLog.warning("the role could not be given up: {}", given.error().text());
  }

  Store& store;
  const Options options;
  Machine machine;
  rt::Event ask;  // compete() looks again
  rt::Event act;  // work() looks again
  rt::Event work_ended, idle;
  std::optional<Epoch> working;  // between on_acquired and on_lost
  bool failing = false;
  bool ending = false;
  bool released = false;
};

Lease::Lease(rt::Loop& loop, Store& store, Options options)
    : loop_(loop), impl_(std::make_shared<Impl>(store, std::move(options))) {}

Lease::~Lease() = default;

void Lease::start() {
  loop_.spawn([impl = impl_] { impl->compete(); });
  loop_.spawn([impl = impl_] { impl->work(); });
  started_ = true;
}

bool Lease::release(rt::Deadline deadline) {
  if (!started_) return true;
  impl_->ending = true;
  impl_->machine.resign();
  impl_->ask.set();
  impl_->act.set();
  return impl_->idle.wait(deadline) && impl_->released;
}

void Lease::restart_above(Epoch epoch) {
  impl_->machine.resign_below(epoch);
  impl_->act.set();
}

std::optional<Epoch> Lease::epoch() const {
  if (!impl_->working || impl_->machine.in_effect(impl_->options.now()) != impl_->working) return std::nullopt;
  return impl_->working;
}

State Lease::state() const {
  const auto& row = impl_->machine.row();
  if (!row) return {};
  return {.holder = row->holder,
          .epoch = row->epoch,
          .ours = epoch().has_value(),
          .age = impl_->options.now() - impl_->machine.row_since()};
}

std::string new_holder(std::string_view name) { return std::string(name) + "#" + base::random_hex(8); }

std::string_view name_of_holder(std::string_view holder) { return holder.substr(0, holder.rfind('#')); }

}  // namespace zato::lease
