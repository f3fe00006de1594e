// Groups of invocations (group.hpp).
#include "service/group.hpp"

#include <fmt/chrono.h>

#include <utility>

#include "base/cid.hpp"
#include "log/log.hpp"
#include "service/failure.hpp"
#include "service/formats/formats.hpp"

namespace zato::service {
namespace {

// One target, kept alive by the fiber that runs it and by whoever waits for it.
struct Member {
  Member(zato::Target to, const std::string& channel_type, std::string of) : target(std::move(to)), cid(std::move(of)) {
    channel.type = channel_type;
  }

  zato::Target target;
  zato::Channel channel = {};
  std::string cid;
  zato::Outcome outcome = {};
  rt::Event ended;
};

void run(const Origin& origin, Member& member) {
  auto& target = member.target;
  auto entry = (origin.services ? origin.services : origin.invoker.registry.now())->find(target.service);
  if (!entry) {
    member.outcome.failure = failure_of({base::Code::kNotFound, "service " + target.service + " does not exist"});
    return;
  }
  zato::Call call;
  call.name = entry->name;
  call.cid = member.cid;
  call.channel = &member.channel;
  call.request.payload = std::move(target.payload);
  call.request.data_format = std::move(target.options.data_format);
  call.environ = std::move(target.options.environ);
  Origin here = origin;
  if (target.options.timeout.count() > 0)
    here.deadline = here.deadline.earlier(rt::Deadline::after(target.options.timeout));
  auto outcome = dispatch(here, std::move(entry), std::move(call));
  if (outcome)
    member.outcome = std::move(*outcome);
  else
    member.outcome.failure = failure_of(outcome.error());
}

// On fibers, whatever the caller runs on.
std::vector<std::shared_ptr<Member>> start_all(const Origin& caller, std::string_view cid,
                                               std::vector<zato::Target>&& targets, const std::string& channel_type) {
  Origin origin = caller;
  origin.place = Place::kLoop;
  std::vector<std::shared_ptr<Member>> members;
  for (auto& target : targets) {
    members.push_back(std::make_shared<Member>(std::move(target), channel_type, std::string(cid)));
    origin.invoker.loop.spawn([origin, member = members.back()] {
      run(origin, *member);
      member->ended.set();
    });
  }
  return members;
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}",
                     std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()));
}

// JSON as what it says, anything else as text.
zato::Value answer_of(const zato::Payload& payload) {
  if (payload.media_type() == "application/json") {
    if (auto value = formats::parse_json(payload.bytes())) return std::move(*value);
  }
  return payload.bytes();
}

// A group in the background, alive until its last callback has returned.
struct Background {
  Origin origin;
  std::string source;
  std::string cid;
  zato::Group group;

  void run() {
    const auto began = now();
    auto members = start_all(origin, cid, std::move(group.targets), group.channel_prefix + "-call");
    std::vector<zato::Dict> reports(members.size());
    std::vector<std::shared_ptr<rt::Event>> told;
    for (std::size_t i = 0; i < members.size(); ++i) {
      told.push_back(std::make_shared<rt::Event>());
      origin.invoker.loop.spawn([this, member = members[i], report = &reports[i], done = told.back(), began] {
        member->ended.wait();
        *report = report_of(*member, began);
        tell(group.on_target, *report, group.channel_prefix + "-on-target");
        done->set();
      });
    }
    for (const auto& done : told) done->wait();
    zato::Dict final{{"phase", "on-final"},
                     {"source", source},
                     {"req_ts_utc", began},
                     {"on_target", names(group.on_target)},
                     {"on_final", names(group.on_final)}};
    final["data"] = zato::List<>(reports.begin(), reports.end());
    tell(group.on_final, final, group.channel_prefix + "-on-final");
  }

  zato::Dict report_of(const Member& member, const std::string& began) const {
    const auto& failure = member.outcome.failure;
    const bool ok = failure.status == 0;
    return {{"source", source},
            {"target", member.target.service},
            {"response", ok ? answer_of(member.outcome.response.payload) : zato::Value()},
            {"req_ts_utc", began},
            {"resp_ts_utc", now()},
            {"ok", ok},
            {"exception", ok ? zato::Value() : zato::Value(described(failure))},
            {"cid", cid},
            {"phase", "on-target"}};
  }

  void tell(const std::vector<std::string>& callbacks, const zato::Dict& what, const std::string& channel_type) const {
    std::vector<zato::Target> targets;
    for (const auto& callback : callbacks)
      targets.push_back({.service = callback, .payload = {formats::write_json(what), "application/json"}});
    for (const auto& member : start_all(origin, cid, std::move(targets), channel_type)) {
      member->ended.wait();
      if (member->outcome.failure.status != 0)
        log::write(log::Level::kError, source, cid,
                   "callback " + member->target.service + " failed: " + described(member->outcome.failure));
    }
  }

  static zato::Value names(const std::vector<std::string>& names) { return zato::List<>(names.begin(), names.end()); }
};

}  // namespace

std::vector<zato::Outcome> run_all(const Origin& origin, std::string_view cid, std::vector<zato::Target>&& targets) {
  const auto members = start_all(origin, cid, std::move(targets), zato::Channel::invoke.type);
  std::vector<zato::Outcome> outcomes;
  for (const auto& member : members) {
    if (member->ended.wait(origin.deadline))
      outcomes.push_back(std::move(member->outcome));
    else
      outcomes.push_back({.failure = failure_of({base::Code::kTimeout,
                                                 "service " + member->target.service + " did not answer in time"})});
  }
  return outcomes;
}

std::string start_group(const Origin& caller, std::string source, zato::Group&& group) {
  Origin origin = caller;
  origin.deadline = rt::Deadline::never();  // the caller's time is not that of what it started
  origin.place = Place::kLoop;
  origin.holds_thread = origin.holds_cpu = false;
  const auto background =
      std::make_shared<Background>(Background{origin, std::move(source), base::new_cid(), std::move(group)});
  origin.invoker.loop.spawn([background] { background->run(); });
  return background->cid;
}

std::vector<zato::Outcome> Frame::invoke_all(std::vector<zato::Target>&& targets) {
  return waiting([&] { return run_all(origin_, cid_, std::move(targets)); });
}

std::string Frame::start_group(zato::Group&& group) {
  return service::start_group(origin_, entry_->name, std::move(group));
}

}  // namespace zato::service
