// A worker is killed at every named point of a change of configuration: the change is made or not made, never half, and
// whoever was told so can rely on it. Promise P31.
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "integration/profile.hpp"
#include "support/admin_api.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using nlohmann::json;

struct Point {
  const char* name;
  bool committed;        // what dies here has been made
  bool of_each = false;  // several changes of one transaction come here one after the other
};

constexpr Point kPoints[] = {{"odb.change.begun", false},          {"odb.change.row-written", false, true},
                             {"odb.change.recorded", false, true}, {"odb.change.before-commit", false},
                             {"odb.change.committed", true},       {"server.change.announced", true},
                             {"server.change.before-answer", true}};

// Everything that a change may touch, as the admin API tells it.
struct State {
  int sequence = 0;
  std::map<std::string, json> channels = {};  // by name
  int audited = 0;                            // changes in the audit log

  bool operator==(const State&) const = default;
};

// A change and what it must have done, all of it.
struct Operation {
  const char* name;
  std::function<void()> prepare;
  std::function<AdminApi::Answer()> make;
  std::function<bool(const State&)> is_made;
  int changes = 1;  // records of it
};

json channel(const std::string& name, const json& more = json::object()) {
  json input{{"name", name},
             {"connection", "channel"},
             {"transport", "plain_http"},
             {"url_path", "/" + name},
             {"service", "demo.echo"}};
  input.update(more);
  return input;
}

json item(const std::string& name, int cache_expiry) {
  return {{"type", "rest_channel"},
          {"name", name},
          {"fields", {{"url_path", "/" + name}, {"service", "demo.echo"}, {"cache_expiry", cache_expiry}}}};
}

class CrashPoints : public testing::TestWithParam<std::string> {
 protected:
  CrashPoints()
      : postgres_(GetParam() == "postgresql" ? std::make_unique<Postgres>() : nullptr),
        cluster_({.servers = 1,
                  .workers = 2,
                  .create_arguments = create_arguments(),
                  .environment = {{"ZATO_FAULT_POINTS", points_.path()}}}),
        api_(cluster_) {}

  std::vector<std::string> create_arguments() const {
    if (!postgres_) return {};
    postgres_->create_database("zato_test");
    return postgres_arguments(*postgres_);
  }

  json ask(const std::string& service, const json& input = json::object()) const {
    const auto answer = api_.call(service, input);
    EXPECT_TRUE(answer.ok()) << service << " " << input << ": " << answer.body;
    return answer.body;
  }

  State state() const {
    State state;
    state.sequence = ask("zato.config.status").at("sequence").get<int>();
    for (const auto& one : ask("zato.http-soap.get-list", {{"connection", "channel"}})) {
      const auto name = one.at("name").get<std::string>();
      if (name.starts_with("x")) state.channels[name] = one;
    }
    const json one_event{{"kind", "change"}, {"paginate", true}, {"page_size", 1}};
    const auto events = api_.call("zato.audit-log.get-list", one_event).body;
    state.audited = events.empty() ? 0 : events[0].at("seq").get<int>();
    return state;
  }

  std::vector<Operation> operations(const std::string& name);
  void crash_at(const Point& point, const Operation& operation);
  void check_records(const State& before, const State& now, const Operation& operation);
  void check_history(const std::string& name, const json& object);

  TempDir points_;
  std::unique_ptr<Postgres> postgres_;
  Cluster cluster_;
  const AdminApi api_;
};

std::vector<Operation> CrashPoints::operations(const std::string& name) {
  const auto other = name + "-other";
  const auto create = [this, name] { ask("zato.http-soap.create", channel(name)); };
  const auto edit = [this, name] {
    return api_.call("zato.http-soap.edit", {{"name", name}, {"url_path", "/" + name + "/2"}, {"cache_expiry", 2}});
  };
  const auto has = [name](const State& now, const std::string& path, int expiry) {
    const auto found = now.channels.find(name);
    return found != now.channels.end() && found->second.at("url_path") == path &&
           found->second.at("cache_expiry") == expiry;
  };
  const auto sequence = [this] { return ask("zato.config.status").at("sequence").get<int>(); };
  return {
      {.name = "create",
       .prepare = [] {},
       .make = [=, this] { return api_.call("zato.http-soap.create", channel(name)); },
       .is_made = [=](const State& now) { return has(now, "/" + name, 0); }},
      {.name = "edit",
       .prepare = create,
       .make = edit,
       .is_made = [=](const State& now) { return has(now, "/" + name + "/2", 2); }},
      {.name = "delete",
       .prepare = create,
       .make =
           [=, this] {
             return api_.call("zato.http-soap.delete", {{"name", name}});
           },
       .is_made = [=](const State& now) { return !now.channels.contains(name); }},
      {.name = "undo",
       .prepare = [=] { create(), edit(); },
       .make =
           [=, this] {
             return api_.call("zato.config.undo", {{"sequence", sequence()}});
           },
       .is_made = [=](const State& now) { return has(now, "/" + name, 0); }},
      {.name = "apply",
       .prepare = create,
       .make =
           [=, this] {
             return api_.call("zato.config.apply", {{"items", {item(other, 3), item(name, 3), item(other + "2", 3)}}});
           },
       .is_made =
           [=](const State& now) {
             return has(now, "/" + name, 3) && now.channels.contains(other) && now.channels.contains(other + "2");
           },
       .changes = 3},
      {.name = "rollback",
       .prepare =
           [=, this] {
             create(), edit(), ask("zato.http-soap.delete", {{"name", name}});
           },
       .make =
           [=, this] {
             return api_.call("zato.config.rollback", {{"sequence", sequence() - 2}});
           },
       .is_made = [=](const State& now) { return has(now, "/" + name, 0); },
       .changes = 2},
  };
}

// As many changes as the version says; the last one has left what is there now.
void CrashPoints::check_history(const std::string& name, const json& object) {
  const auto history = ask("zato.config.get-history", {{"object_type", "rest_channel"}, {"id", object.at("id")}});
  int versions = 0;
  for (const auto& change : history) versions += change.at("action") != "delete";
  EXPECT_EQ(object.at("version"), versions) << name << history;
  ASSERT_FALSE(history.empty()) << name;
  EXPECT_EQ(history[0].at("version"), object.at("version")) << name << history;
  for (const auto& field : history[0].at("fields")) {
    const auto column = field.at("field").get<std::string>();
    if (object.contains(column)) {
      EXPECT_EQ(field.at("after"), object.at(column)) << name << " " << column;
    }
  }
}

void CrashPoints::check_records(const State& before, const State& now, const Operation& operation) {
  const auto changes = ask("zato.config.get-changes", {{"after", before.sequence}});
  const bool made = operation.is_made(now);
  EXPECT_EQ(changes.size(), made ? static_cast<std::size_t>(operation.changes) : 0U) << changes;
  for (std::size_t i = 0; i < changes.size(); ++i)
    EXPECT_EQ(changes[i].at("seq"), now.sequence - static_cast<int>(i)) << "a gap" << changes;
  EXPECT_EQ(now.sequence, before.sequence + static_cast<int>(changes.size()));
  if (!made) {
    EXPECT_EQ(now, before) << "half of a change";
  } else {
    EXPECT_GT(now.audited, before.audited) << "a change without a trace";
  }
  EXPECT_EQ(ask("zato.audit-log.verify").at("is_whole"), true);
  for (const auto& [name, object] : now.channels) check_history(name, object);
}

void CrashPoints::crash_at(const Point& point, const Operation& operation) {
  SCOPED_TRACE(std::string(operation.name) + " at " + point.name);
  operation.prepare();
  // One that dies young would be started again later and later.
  wait_until("both workers are old enough to be started again at once", 20s, [&] {
    const auto workers = cluster_.workers(1);
    return workers.size() == 2 && std::ranges::all_of(workers, [](pid_t pid) { return age_of(pid) > 1200ms; });
  });
  const auto before = state();
  ASSERT_FALSE(operation.is_made(before));
  write_text(points_ / point.name, point.of_each && operation.changes > 1 ? "2" : "1");
  const auto answer = operation.make();
  wait_until("a worker is killed", 5s, [&] { return !std::filesystem::exists(points_ / point.name); });
  if (!point.committed) {
    EXPECT_EQ(answer.status, 0) << answer.body;
  }
  wait_until("the server answers", 10s, [&] { return api_.call("zato.config.status").ok(); });
  const auto now = state();
  EXPECT_EQ(operation.is_made(now), point.committed);
  check_records(before, now, operation);
  if (!point.committed) {
    EXPECT_TRUE(operation.make().ok()) << "it cannot be made again";
    check_records(before, state(), operation);
  }
  wait_until("both workers have it", 10s, [&] { return api_.converged() && cluster_.workers(1).size() == 2; });
}

// Every operation at every point; in the quick profile at some of them, other ones on each engine.
TEST_P(CrashPoints, LeaveAChangeMadeOrNotMade) {
  const std::size_t step = by_profile(6, 1);
  std::size_t round = postgres_ ? 3 : 0;
  for (const auto& point : kPoints) {
    const auto all = operations("x" + std::to_string(++round));
    for (auto i = round % step; i < all.size(); i += step) {
      crash_at(point, all[i]);
      for (const auto& [name, object] : state().channels) ask("zato.http-soap.delete", {{"name", name}});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Odb, CrashPoints, testing::Values("sqlite", "postgresql"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace zato::test
