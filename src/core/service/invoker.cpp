// The entry from channels into services (invoker.hpp).
#include "service/invoker.hpp"

#include <thread>
#include <utility>

#include "service/failure.hpp"
#include "service/frame.hpp"

namespace zato::service {
namespace {

// In Zato's default order: the query wins over the path.
void merge_params(zato::Request& request) {
  if (!request.channel_params.empty()) return;
  request.channel_params = request.http.query;
  for (const auto& [name, value] : request.http.params) {
    if (!request.http.query.contains(name)) request.channel_params.add(name, value);
  }
}

Reply reply_of(zato::Outcome&& outcome) {
  Reply reply{std::move(outcome.response)};
  zato::Response& response = reply.response;
  if (response.content_type.empty()) response.content_type = response.payload.media_type();
  if (outcome.failure.status == 0) return reply;
  response.status_code = outcome.failure.status;
  response.payload = {};
  for (const auto& [name, value] : outcome.failure.headers) response.headers.set(name, value);
  reply.cause = described(outcome.failure);
  reply.failure = outcome.failure.deliberate ? std::move(outcome.failure.message) : std::string();
  return reply;
}

std::size_t processors() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace

Invoker::Invoker(rt::Loop& loop, Registry& registry, Options options)
    : state_(new State{
          .loop = loop,
          .registry = registry,
          .options = options,
          .notes = std::make_shared<base::WorkNotes>(options.notes),
          .running = Running(),
          .abandoned = {},
          .samples = Samples(options.message_bytes),
          .threads = {"service", options.threads, options.thread_queue},
          .cpu = {"service-cpu", options.cpu_threads ? options.cpu_threads : processors(), options.cpu_queue}}) {
  state_->running.attach(state_->notes->take());
}

Invoker::~Invoker() = default;

base::Result<Reply> Invoker::invoke(Invocation invocation) {
  auto services = state_->registry.now();
  auto entry = services->find(invocation.service);
  if (!entry) return base::fail(base::Code::kNotFound, "service " + invocation.service + " does not exist");

  merge_params(invocation.request);
  zato::Call call;
  call.name = entry->name;
  call.cid = invocation.cid;
  if (invocation.channel) call.channel = invocation.channel.get();
  Principal principal{std::move(invocation.channel), invocation.request.http.peer};
  call.request = std::move(invocation.request);
  call.environ = std::move(invocation.environ);
  call.delivery = std::move(invocation.delivery);

  const Origin origin{.invoker = *state_,
                      .place = rt::on_fiber() ? Place::kLoop : Place::kThreads,
                      .deadline = invocation.deadline,
                      .principal = std::move(principal),
                      .services = std::move(services)};
  ZATO_TRY(auto outcome, dispatch(origin, entry, std::move(call)));
  return reply_of(std::move(outcome));
}

void Invoker::provide(std::shared_ptr<Facilities> facilities) { state_->facilities = std::move(facilities); }

Registry& Invoker::registry() noexcept { return state_->registry; }
Samples& Invoker::samples() noexcept { return state_->samples; }
const Running& Invoker::running() const noexcept { return state_->running; }

std::string Invoker::abandoned_for(base::Monotonic::duration time) { return state_->abandoned.longer_than(time); }

std::vector<Invoker::PoolReading> Invoker::pools() const {
  return {{"thread", state_->threads.running(), state_->threads.queued()},
          {"cpu", state_->cpu.running(), state_->cpu.queued()}};
}

}  // namespace zato::service
