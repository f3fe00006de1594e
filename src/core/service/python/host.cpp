#include "service/python/host.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "log/log.hpp"
#include "rt/event.hpp"
#include "service/failure.hpp"
#include "service/frame.hpp"
#include "service/python/library.hpp"

namespace zato::service::python {
namespace {

log::Level level_of(zato::LogLevel level) { return static_cast<log::Level>(level); }

// A call as the loop's side knows it.
struct LoopJob final : Job {
  LoopJob(const Frame& frame, zato::Call&& call) : origin(frame.origin()), entry(frame.entry()), pass(frame.pass()), note(frame.note_elsewhere()) {
    cid = call.cid;
    // The outermost channel lives as long as the principal does, that of invocations for ever.
    channel = call.channel;
    if (channel != origin.principal.channel.get() && channel != &zato::Channel::invoke) {
      own_channel = *channel;
      channel = &own_channel;
    }
    request = std::move(call.request);
    environ = std::move(call.environ);
    delivery = std::move(call.delivery);
  }

  Origin origin;
  std::shared_ptr<const Entry> entry;
  std::shared_ptr<void> pass;
  std::shared_ptr<base::WorkNote> note;
  zato::Channel own_channel;
  rt::Event done;
};

}  // namespace

class Host::State final : public Platform, public std::enable_shared_from_this<State> {
 public:
  State(rt::Loop& loop, Invoker& invoker, Options options)
      : loop_(loop), registry_(invoker.registry()), inside_(invoker.inside()), options_(std::move(options)) {}

  base::Result<void> start();
  base::Result<std::vector<LoadedService>> load(const std::filesystem::path& file);
  base::Result<std::vector<ExecutedFile>> prepare(Preparation preparation);
  void activate(std::uint64_t view) {
    if (engine_) engine_->activate(view);
  }
  void forget(std::uint64_t view) {
    if (engine_) engine_->forget(view);
  }
  std::uint64_t next_view() noexcept { return ++views_; }
  void run(std::uint64_t number, std::uint64_t view, zato::Call& call);

  std::chrono::nanoseconds blocked() const { return engine_ ? engine_->blocked() : std::chrono::nanoseconds(0); }
  bool stop(std::chrono::milliseconds patience);

  bool log_enabled(zato::LogLevel level) const noexcept override { return log::enabled(level_of(level)); }
  void log(zato::LogLevel level, std::string_view logger, std::string_view cid, std::string_view text) override {
    log::write(level_of(level), logger, cid, text);
  }
  void ended(std::shared_ptr<Job> job) override;
  Target find(const Job* from, std::string_view service) const override;
  void nested_started(const Target& target) override;
  void nested_ended(const Target& target, std::string_view cid, std::chrono::nanoseconds took,
                    const zato::Failure& failure) override;
  void invoke(Invocation&& invocation) override;
  void invoke_async(AsyncInvocation&& invocation, std::uint64_t ticket) override;
  void rest(Rest&& rest) override;
  base::Result<std::string> encrypt(const std::string& plain) const override { return options_.encrypt(plain); }
  std::int64_t configuration() const override { return options_.configuration(); }
  std::string object(std::string_view type, std::string_view name, std::int64_t id) const override {
    return options_.object(type, name, id);
  }
  std::vector<std::string> names(std::string_view type) const override { return options_.names(type); }
  base::Result<std::string> decrypt(const std::string& encrypted) const override { return options_.decrypt(encrypted); }

 private:
  void wake_waiting();

  rt::Loop& loop_;
  Registry& registry_;
  Invoker::State& inside_;
  const Options options_;
  std::unique_ptr<Engine> engine_;
  std::uint64_t views_ = 0;  // given numbers
  std::optional<base::Error> refused_;  // why there is none: CPython cannot be started twice
  std::mutex mutex_;  // guards ended_
  std::vector<std::shared_ptr<Job>> ended_;
};

namespace {

// A class of a Python file, as the registry holds it. Entries do not keep the host: they end before it stops, or are
// not called any more. One of a view keeps that.
class PythonService final : public Implementation {
 public:
  PythonService(std::uint64_t number, std::weak_ptr<Host::State> state, std::uint64_t view = 0,
                std::shared_ptr<const Host::View> kept = {})
      : number_(number), view_(view), state_(std::move(state)), kept_(std::move(kept)) {}

  void execute(zato::Call& call) const override {
    if (const auto host = state_.lock()) host->run(number_, view_, call);
  }
  std::uint64_t number() const noexcept { return number_; }

 private:
  std::uint64_t number_;
  std::uint64_t view_;
  std::weak_ptr<Host::State> state_;
  std::shared_ptr<const Host::View> kept_;
};

}  // namespace

base::Result<void> Host::State::start() {
  if (engine_) return {};
  if (refused_) return base::fail(*refused_);
  struct Started {
    rt::Event event;
    base::Result<void> result;
  };
  const auto started = std::make_shared<Started>();
  Engine::Options options{.packages = {},
                          .virtual_env = options_.virtual_env,
                          .settings = options_.settings,
                          .block_warning = options_.block_warning,
                          .started = {}};
  options.started = [started](base::Result<void> result) {
    started->result = std::move(result);
    started->event.set();
  };
  ZATO_TRY(auto engine, start_engine(*this, std::move(options)));
  started->event.wait();
  if (!started->result) {
    engine->stop(std::chrono::seconds(1));
    refused_ = started->result.error();
    return started->result;
  }
  engine_ = std::move(engine);
  return {};
}

base::Result<std::vector<LoadedService>> Host::State::load(const std::filesystem::path& file) {
  ZATO_CHECK(start());
  struct Loading {
    rt::Event event;
    base::Result<std::vector<LoadedService>> result;
  };
  const auto loading = std::make_shared<Loading>();
  engine_->load(file, [loading](auto result) {
    loading->result = std::move(result);
    loading->event.set();
  });
  loading->event.wait();
  return std::move(loading->result);
}

base::Result<std::vector<ExecutedFile>> Host::State::prepare(Preparation preparation) {
  ZATO_CHECK(start());
  struct Preparing {
    rt::Event event;
    base::Result<std::vector<ExecutedFile>> result;
  };
  const auto preparing = std::make_shared<Preparing>();
  engine_->prepare(std::move(preparation), [preparing](auto result) {
    preparing->result = std::move(result);
    preparing->event.set();
  });
  preparing->event.wait();
  return std::move(preparing->result);
}

// On the fiber of the call.
void Host::State::run(std::uint64_t number, std::uint64_t view, zato::Call& call) {
  auto& frame = static_cast<Frame&>(*call.runtime);
  const auto job = std::make_shared<LoopJob>(frame, std::move(call));
  job->service = number;
  job->view = view;
  engine_->submit(job);
  if (!frame.wait(job->done)) {
    call.failure = failure_of({base::Code::kTimeout, "service " + job->entry->name + " did not answer in time"});
    return;
  }
  call.response = std::move(job->outcome.response);
  call.failure = std::move(job->outcome.failure);
  if (call.failure.status == 0 || call.failure.deliberate) return;
  // The traceback is for the log; who invoked the service learns the last line of it.
  log::write(log::Level::kError, job->entry->name, job->cid, "the service failed: " + call.failure.message);
  call.failure.message.erase(0, call.failure.message.rfind('\n') + 1);
  mark_logged(call.failure);
}

void Host::State::ended(std::shared_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    ended_.push_back(std::move(job));
    if (ended_.size() > 1) return;  // the loop has been told
  }
  loop_.post([self = shared_from_this()] { self->wake_waiting(); });
}

void Host::State::wake_waiting() {
  std::vector<std::shared_ptr<Job>> ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }
  for (const auto& job : ended) static_cast<LoopJob&>(*job).done.set();
}

Platform::Target Host::State::find(const Job* from, std::string_view service) const {
  const auto* services = from ? static_cast<const LoopJob*>(from)->origin.services.get() : nullptr;
  auto entry = services ? services->find(service) : registry_.find(service);
  if (!entry) return {};
  const auto* python = dynamic_cast<const PythonService*>(entry->implementation.get());
  // The gate of a service with a limit is where the loop is.
  const bool limited = entry->limits.concurrent > 0;
  const Kind kind = !entry->active ? Kind::kInactive : python && !limited ? Kind::kPython : Kind::kOther;
  return {kind, python ? python->number() : 0, std::move(entry)};
}

void Host::State::nested_started(const Target& target) {
  static_cast<const Entry*>(target.entry.get())->stats->started();
}

void Host::State::nested_ended(const Target& target, std::string_view cid, std::chrono::nanoseconds took,
                               const zato::Failure& failure) {
  record_end(*static_cast<const Entry*>(target.entry.get()), cid, took, failure);
}

void Host::State::invoke(Invocation&& invocation) {
  loop_.spawn([self = shared_from_this(), what = std::make_shared<Invocation>(std::move(invocation))] {
    const auto* from = static_cast<const LoopJob*>(what->from.get());
    Origin origin = from ? from->origin : Origin{self->inside_, Place::kLoop};
    origin.depth += what->depth;
    Frame frame(origin, from ? from->entry : std::make_shared<const Entry>(), what->cid);
    self->engine_->answer(what->ticket,
                          frame.invoke(what->service, std::move(what->payload), std::move(what->options)));
  });
}

void Host::State::invoke_async(AsyncInvocation&& invocation, std::uint64_t ticket) {
  loop_.spawn([self = shared_from_this(), what = std::make_shared<AsyncInvocation>(std::move(invocation)), ticket] {
    zato::Outcome outcome;
    if (auto cid = send_async(self->inside_, std::move(*what))) {
      outcome.response.payload = std::move(*cid);
    } else {
      outcome.failure = failure_of(cid.error());
    }
    self->engine_->answer(ticket, std::move(outcome));
  });
}

void Host::State::rest(Rest&& rest) {
  loop_.spawn([self = shared_from_this(), what = std::make_shared<Rest>(std::move(rest))] {
    const auto* from = static_cast<const LoopJob*>(what->from.get());
    const auto deadline = from ? from->origin.deadline : rt::Deadline::never();
    self->engine_->answer(what->ticket, self->inside_.options.rest(what->connection, std::move(what->call), what->cid, deadline));
  });
}

bool Host::State::stop(std::chrono::milliseconds patience) { return !engine_ || engine_->stop(patience); }

Host::Host(rt::Loop& loop, Invoker& invoker, Options options)
    : state_(std::make_shared<State>(loop, invoker, std::move(options))) {}
Host::~Host() = default;

base::Result<void> Host::start() { return state_->start(); }

base::Result<std::vector<Entry>> Host::load(const std::filesystem::path& file) {
  ZATO_TRY(const auto services, state_->load(file));
  std::vector<Entry> entries;
  for (const auto& service : services) {
    entries.push_back({.name = service.name,
                       .class_name = service.impl_name,
                       .has_own_thread = true,
                       .implementation = std::make_shared<PythonService>(service.number, state_)});
  }
  return entries;
}

Host::View::~View() {
  if (const auto state = state_.lock()) state->forget(number_);
}

std::vector<Entry> Host::View::entries(const std::string& file) const {
  std::vector<Entry> entries;
  const auto found = files_.find(file);
  if (found == files_.end()) return entries;
  for (const auto& service : found->second.services) {
    entries.push_back(
        {.name = service.name,
         .class_name = service.impl_name,
         .source = file,
         .has_own_thread = true,
         .implementation = std::make_shared<PythonService>(service.number, state_, number_, self_.lock())});
  }
  return entries;
}

base::Result<std::shared_ptr<const Host::View>> Host::prepare(Changes changes) {
  const std::shared_ptr<View> view(new View);
  view->number_ = state_->next_view();
  view->self_ = view;
  if (changes.base) view->files_ = changes.base->files_;
  for (const auto& name : changes.removed) view->files_.erase(name);
  ZATO_TRY(auto executed, state_->prepare({.view = view->number_,
                                           .base = changes.base ? changes.base->number_ : 0,
                                           .changed = std::move(changes.changed),
                                           .removed = std::move(changes.removed),
                                           .others = std::move(changes.others)}));
  view->state_ = state_;  // from here on the engine knows it
  for (auto& file : executed) view->files_[file.name] = {std::move(file.error), std::move(file.services)};
  return view;
}

void Host::activate(const View& view) { state_->activate(view.number_); }

std::chrono::nanoseconds Host::blocked() const { return state_->blocked(); }
bool Host::stop(std::chrono::milliseconds patience) { return state_->stop(patience); }

}  // namespace zato::service::python
