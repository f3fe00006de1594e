// patterns: several services at once, or one until it succeeds.
//
//   auto answers = patterns.invoke_all({{"crm.get", id}, {"erp.get", id}});           // at the same time; waits for
//   both use(answers[0].payload(), answers[1].ok() ? answers[1].payload() : zato::Payload());
//   patterns.fanout({{"crm.get", id}, {"erp.get", id}}, {.on_final = {"orders.merge"}});  // in the background
//   auto rate = patterns.invoke_retry("rates.get", "EUR", {.repeats = 5, .pause = std::chrono::seconds(1)});
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zato/raise.hpp"

namespace zato {

// What one of several services answered.
class Answer {
 public:
  Answer(std::string service, Outcome&& outcome) : service_(std::move(service)), outcome_(std::move(outcome)) {}

  const std::string& service() const noexcept { return service_; }
  bool ok() const noexcept { return outcome_.failure.status == 0; }
  const std::string& error() const noexcept { return outcome_.failure.message; }  // empty: it succeeded
  // Throws what the service threw, as invoke() does.
  const Payload& payload() const {
    if (!ok()) detail::raise(service_, Failure(outcome_.failure));
    return outcome_.response.payload;
  }

 private:
  std::string service_;
  Outcome outcome_;
};

struct Callbacks {
  std::vector<std::string> on_final = {};   // services that are told after the last target
  std::vector<std::string> on_target = {};  // and after each
};

struct RetryOptions {
  int repeats = 3;                                           // after the first time
  std::chrono::nanoseconds pause = std::chrono::seconds(1);  // before each of them
  InvokeOptions options = {};
};

class Patterns {
 public:
  explicit Patterns(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}

  // All at the same time, in the order of `targets`. One that fails does not keep the others from going on.
  std::vector<Answer> invoke_all(std::vector<Target> targets) const {
    std::vector<std::string> names;
    for (const auto& target : targets) names.push_back(target.service);
    auto outcomes = detail::needed(runtime_).invoke_all(std::move(targets));
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < outcomes.size(); ++i) answers.emplace_back(std::move(names[i]), std::move(outcomes[i]));
    return answers;
  }

  // All at the same time, in the background of this worker; it is over with it, should the worker end. Returns the
  // correlation id of all of it. A callback gets JSON: source, target, response, req_ts_utc, resp_ts_utc, ok,
  // exception, cid, phase `on-target`; the final one source, req_ts_utc, on_target, on_final, phase `on-final` and in
  // `data` the list of those. Its channel's type is fanout-on-target or fanout-on-final, that of the targets
  // fanout-call.
  std::string fanout(std::vector<Target> targets, Callbacks callbacks = {}) const {
    return detail::needed(runtime_).start_group({.targets = std::move(targets),
                                                 .on_target = std::move(callbacks.on_target),
                                                 .on_final = std::move(callbacks.on_final),
                                                 .channel_prefix = "fanout"});
  }
  // The same without a final callback; the channels' types begin with parallel-exec.
  std::string parallel(std::vector<Target> targets, std::vector<std::string> on_target) const {
    return detail::needed(runtime_).start_group({.targets = std::move(targets),
                                                 .on_target = std::move(on_target),
                                                 .on_final = {},
                                                 .channel_prefix = "parallel-exec"});
  }

  // Until it succeeds; then its answer. After the last repeat: what it threw then.
  Payload invoke_retry(std::string_view service, const Payload& payload = {}, const RetryOptions& retry = {}) const {
    Runtime& runtime = detail::needed(runtime_);
    for (int left = retry.repeats;; --left) {
      Outcome outcome = runtime.invoke(service, Payload(payload), InvokeOptions(retry.options));
      if (outcome.failure.status == 0) return std::move(outcome.response.payload);
      if (left <= 0) detail::raise(service, std::move(outcome.failure));
      if (!runtime.sleep(retry.pause)) throw Timeout(std::string("the time for this request is over"));
    }
  }

 private:
  Runtime* runtime_;
};

}  // namespace zato
