// Advancing by the record of changes leads exactly where loading everything leads.
#include <map>
#include <random>

#include "engine.hpp"
#include "odb/history.hpp"
#include "odb/images.hpp"
#include "odb/snapshot.hpp"

namespace zato::odb {
namespace {

using base::Secret;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;
using SnapshotPtr = std::shared_ptr<const Snapshot>;

SnapshotPtr load_from(Connection& connection, const PlainCipher& cipher, schema::Id cluster) {
  return expect_ok(Snapshot::load(connection, objects::all(), cipher, cluster));
}

// Makes one random change after the other; refused ones (a name is taken, something is in use) are none.
class Editor {
 public:
  Editor(Store& store, unsigned seed) : store_(store), random_(seed) {}

  void change() {
    switch (random_() % 8) {
      case 0:
      case 1:
        return edit<Service>([&](Service& service) { service.slow_threshold = number(1000); });
      case 2:
        return edit<Service>([&](Service& service) { service.name = name(); });
      case 3:
        return edit<BasicAuth>([&](BasicAuth& user) { user.password = Secret(name()); });
      case 4:
        return static_cast<void>(
            store_.insert(BasicAuth{.name = name(), .username = name(), .realm = "r", .password = Secret(name())}));
      case 5:
        return add_channel();
      case 6:
        return static_cast<void>(store_.insert(Service{.name = name()}));
      default:
        return remove_something();
    }
  }

  // Several changes that become visible together, some of which leave no trace.
  void change_several() {
    static_cast<void>(store_.transaction([&]() -> base::Result<void> {
      ZATO_TRY(const auto passing, store_.insert(Service{.name = "passing"}));
      for (int i = 0; i < 5; ++i) change();
      return store_.remove(passing);
    }));
    exchange_names();
  }

  std::int64_t number(unsigned below) { return static_cast<std::int64_t>(random_() % below); }

 private:
  std::string name() { return "n" + std::to_string(number(40)); }

  template <class T>
  std::optional<T> pick() {
    auto all = expect_ok(store_.list<T>());
    if (all.empty()) return std::nullopt;
    return all[random_() % all.size()];
  }

  template <class T, class F>
  void edit(F how) {
    auto object = pick<T>();
    if (!object) return;
    how(*object);
    static_cast<void>(store_.update(*object));
  }

  void add_channel() {
    if (const auto service = pick<Service>()) {
      const auto path = name();
      static_cast<void>(store_.insert(RestChannel{.name = path, .url_path = "/" + path, .service_id = service->id}));
    }
  }

  void remove_something() {
    if (const auto channel = pick<RestChannel>(); channel && random_() % 2 == 0) return remove(*channel);
    if (const auto user = pick<BasicAuth>(); user && random_() % 2 == 0) return remove(*user);
    if (const auto service = pick<Service>()) remove(*service);
  }
  template <class T>
  void remove(const T& object) {
    static_cast<void>(store_.remove(object));
  }

  void exchange_names() {
    const auto all = expect_ok(store_.list<Service>({.page = {.limit = 2}}));
    if (all.size() < 2) return;
    expect_ok(store_.transaction([&]() -> base::Result<void> {
      auto first = all[0], second = all[1];
      std::swap(first.name, second.name);
      auto aside = all[0];
      aside.name = "aside";
      ZATO_TRY(aside, store_.update(aside));
      ZATO_CHECK(store_.update(second));
      first.version = aside.version;
      ZATO_CHECK(store_.update(first));
      return {};
    }));
  }

  Store& store_;
  std::mt19937 random_;
};

void expect_same(const Snapshot& a, const Snapshot& b) {
  ASSERT_EQ(a.sequence(), b.sequence());
  EXPECT_EQ(a.digest(), b.digest());
  for (const auto* type : objects::all().types()) {
    ASSERT_EQ(a.all(*type).size(), b.all(*type).size()) << type->name;
    auto other = b.all(*type).begin();
    for (const void* object : a.all(*type)) {
      const auto system = type->system(object), others = type->system(*other);
      ASSERT_EQ(system.id, others.id);
      EXPECT_EQ(system.version, others.version);
      EXPECT_TRUE(differences(*type, object, *other).empty());
      EXPECT_EQ(a.find(*type, type->name_of(object)), object);
      EXPECT_EQ(a.find(*type, system.id), object);
      ++other;
    }
  }
}

// Somebody who knows the configuration by deltas only.
class Follower {
 public:
  Follower(Connection& connection, const PlainCipher& cipher, schema::Id cluster)
      : connection_(connection), cipher_(cipher), current_(load_from(connection, cipher, cluster)) {
    take_everything();
  }

  void follow() {
    auto [next, delta] = expect_ok(current_->advance(connection_, objects::all(), cipher_));
    current_ = std::move(next);
    reloaded_ = delta.everything;
    if (delta.everything) return take_everything();
    changed_ = delta.changed.size();
    for (const auto& [type, id] : delta.changed) {
      const auto* object = current_->find(*type, id);
      const Key key(type->name, id);
      if (object)
        versions_[key] = type->system(object).version;
      else
        ASSERT_EQ(versions_.erase(key), 1U) << "told to forget what was not known";
    }
  }

  void expect_to_know_everything() {
    auto by_deltas = versions_;
    take_everything();
    EXPECT_EQ(by_deltas, versions_);
  }

  const Snapshot& current() const { return *current_; }
  bool reloaded() const { return reloaded_; }
  std::size_t changed() const { return changed_; }

 private:
  using Key = std::pair<std::string, schema::Id>;

  void take_everything() {
    versions_.clear();
    for (const auto* type : objects::all().types()) {
      for (const void* object : current_->all(*type)) {
        const auto system = type->system(object);
        versions_[{type->name, system.id}] = system.version;
      }
    }
  }

  Connection& connection_;
  const PlainCipher& cipher_;
  SnapshotPtr current_;
  std::map<Key, std::int64_t> versions_;
  bool reloaded_ = false;
  std::size_t changed_ = 0;
};

class Advancing : public WithCluster {
 protected:
  Follower follower() { return {*connection_, cipher_, cluster_}; }
  SnapshotPtr load() { return load_from(*connection_, cipher_, cluster_); }
};

TEST_P(Advancing, LeadsWhereLoadingLeads) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Editor editor(*store_, seed);
  auto eager = follower(), lazy = follower();
  for (int round = 0; round < 150; ++round) {
    if (round % 10 == 0)
      editor.change_several();
    else
      editor.change();
    eager.follow();
    EXPECT_FALSE(eager.reloaded());
    if (editor.number(7) == 0) lazy.follow();
    if (round % 10 != 9) continue;
    lazy.follow();
    const auto loaded = load();
    for (auto* one : {&eager, &lazy}) {
      ASSERT_NO_FATAL_FAILURE(expect_same(one->current(), *loaded));
      one->expect_to_know_everything();
    }
  }
}

TEST_P(Advancing, LeavesTheSnapshotsBeforeAsTheyWere) {
  const auto service = a_service("a");
  const auto before = load();
  const auto digest = before->digest();
  auto edited = service;
  edited.name = "b";
  expect_ok(store_->update(edited));
  const auto after = expect_ok(before->advance(*connection_, objects::all(), cipher_));
  EXPECT_NE(before->find<Service>("a"), nullptr);
  EXPECT_EQ(before->find<Service>("b"), nullptr);
  EXPECT_EQ(after.snapshot->find<Service>("a"), nullptr);
  EXPECT_EQ(after.snapshot->find<Service>("b")->id, service.id);
  EXPECT_EQ(before->digest(), digest);
}

TEST_P(Advancing, SharesWhatHasNotChanged) {
  a_service("a");
  const auto before = load();
  a_service("b");
  const auto after = expect_ok(before->advance(*connection_, objects::all(), cipher_));
  EXPECT_EQ(after.snapshot->find<Service>("a"), before->find<Service>("a"));
  const auto same = expect_ok(after.snapshot->advance(*connection_, objects::all(), cipher_));
  EXPECT_EQ(same.snapshot, after.snapshot);
  EXPECT_FALSE(same.delta.everything);
  EXPECT_TRUE(same.delta.changed.empty());
}

TEST_P(Advancing, LoadsEverythingWhenTheRecordDoesNotReachBack) {
  auto behind = follower();
  for (const auto* name : {"a", "b", "c"}) a_service(name);
  expect_ok(forget_changes(*connection_, cluster_, 2));
  behind.follow();
  EXPECT_TRUE(behind.reloaded());
  expect_same(behind.current(), *load());
  a_service("d");
  behind.follow();
  EXPECT_FALSE(behind.reloaded());
}

TEST_P(Advancing, LoadsEverythingWhenTheDatabaseWasRestoredFromACopy) {
  a_service("a");
  auto ahead = follower();
  expect_ok(connection_->execute("UPDATE config_sequence SET seq = seq - 1"));
  expect_ok(connection_->execute("DELETE FROM service"));
  ahead.follow();
  EXPECT_TRUE(ahead.reloaded());
  EXPECT_TRUE(ahead.current().all<Service>().empty());
}

TEST_P(Advancing, NoticesOtherChangesUnderTheSameNumbers) {
  a_service("a");
  auto one = follower();
  // The database comes back from a copy made before that change, and others follow.
  expect_ok(connection_->execute("UPDATE config_sequence SET seq = seq - 1"));
  expect_ok(connection_->execute("DELETE FROM config_change WHERE object_type = 'service'"));
  expect_ok(connection_->execute("DELETE FROM service"));
  a_service("b");
  one.follow();
  EXPECT_TRUE(one.reloaded());
  expect_same(one.current(), *load());
  EXPECT_NE(one.current().find<Service>("b"), nullptr);
}

TEST_P(Advancing, LoadsEverythingWhenVeryManyHaveChanged) {
  auto behind = follower();
  expect_ok(connection_->execute(
      "INSERT INTO config_change (cluster_id, seq, object_type, object_id, action) "
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5001) "
      "SELECT q.cluster_id, q.seq + x, 'service', 1000 + x, 'edit' FROM n, config_sequence q WHERE q.cluster_id = $1",
      {cluster_}));
  expect_ok(connection_->execute("UPDATE config_sequence SET seq = seq + 5001 WHERE cluster_id = $1", {cluster_}));
  behind.follow();
  EXPECT_TRUE(behind.reloaded());
  expect_same(behind.current(), *load());
}

TEST_P(Advancing, PassesOverTypesThatThisProgramDoesNotKnow) {
  auto one = follower();
  const auto sequence = expect_ok(next_sequence(*connection_, cluster_));
  expect_ok(record_change(*connection_, cluster_,
                          {.sequence = sequence, .object_type = "hologram", .object_id = 1, .action = "create"}, {}));
  one.follow();
  EXPECT_FALSE(one.reloaded());
  EXPECT_EQ(one.current().sequence(), sequence);
  EXPECT_EQ(one.changed(), 0U);
}

TEST_P(Advancing, FollowsUndoingAndRollbacks) {
  auto one = follower();
  const auto good = expect_ok(current_sequence(*connection_, cluster_));
  Editor editor(*store_, 42);
  for (int i = 0; i < 60; ++i) editor.change();
  one.follow();
  expect_ok(store_->restore({.to = good}));
  one.follow();
  EXPECT_FALSE(one.reloaded());
  expect_same(one.current(), *load());
  EXPECT_TRUE(one.current().all<Service>().empty());
}

ZATO_ON_EVERY_ENGINE(Advancing);

}  // namespace
}  // namespace zato::odb
