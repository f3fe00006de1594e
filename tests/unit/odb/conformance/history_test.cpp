#include "odb/history.hpp"

#include <gmock/gmock.h>

#include "engine.hpp"

namespace zato::odb {
namespace {

using base::Code;
using base::Secret;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;
using testing::ElementsAre;
using testing::HasSubstr;

class Histories : public WithCluster {
 protected:
  Histories() : start_(sequence()) {}

  std::int64_t sequence() { return expect_ok(current_sequence(*connection_, cluster_)); }
  std::vector<HistoryEntry> entries(const HistoryQuery& query) {
    return expect_ok(history(*connection_, objects::all(), cluster_, query));
  }
  BasicAuth alice() {
    return expect_ok(
        store_->insert(BasicAuth{.name = "alice", .username = "a", .realm = "r", .password = Secret("first")}));
  }

  const std::int64_t start_;
};

TEST_P(Histories, TellWhoChangedWhichFieldsFromWhatToWhat) {
  auto service = a_service("a");
  service.slow_threshold = 5;
  service.is_active = false;
  service = expect_ok(store_->update(service));
  expect_ok(store_->remove(service));
  const auto all = entries({.object_type = "service", .object_id = service.id});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].change.action, "delete");
  EXPECT_EQ(all[0].change.version, 2);
  const auto& edit = all[1];
  EXPECT_EQ(edit.change.action, "edit");
  EXPECT_EQ(edit.change.actor, "tester");
  EXPECT_EQ(edit.change.version, 2);
  ASSERT_THAT(edit.change.fields, ElementsAre("is_active", "slow_threshold"));
  EXPECT_EQ(schema::to_text(edit.fields[0].before), "true");
  EXPECT_EQ(schema::to_text(edit.fields[0].after), "false");
  EXPECT_EQ(schema::to_text(edit.fields[1].before), "99999");
  EXPECT_EQ(schema::to_text(edit.fields[1].after), "5");
  EXPECT_EQ(all[2].change.action, "create");
}

TEST_P(Histories, SaySecretsChangedAndNeverWhich) {
  auto user = alice();
  user.realm = "other";
  user = expect_ok(store_->update(user));
  user.password = Secret("second");
  expect_ok(store_->update(user));
  const auto all = entries({.object_type = "basic_auth", .object_id = user.id});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[0].change.fields, ElementsAre("password"));
  EXPECT_THAT(all[1].change.fields, ElementsAre("realm"));
  for (const auto& entry : all) {
    for (const auto& field : entry.fields) {
      if (field.field != "password") continue;
      for (const auto* value : {&field.before, &field.after}) {
        if (schema::is_null(*value)) continue;
        EXPECT_EQ(std::get<Secret>(*value).reveal(), base::kMasked);
      }
    }
  }
}

TEST_P(Histories, AreFoundByAnyNameThatTheObjectHad) {
  auto service = a_service("old");
  service.name = "new";
  expect_ok(store_->update(service));
  a_service("old");
  EXPECT_EQ(entries({.object_type = "service", .name = "new"}).size(), 2U);
  EXPECT_EQ(entries({.object_type = "service", .name = "old"}).size(), 3U);
}

TEST_P(Histories, OfTheClusterArePagedNewestFirst) {
  for (const auto* name : {"a", "b", "c"}) a_service(name);
  const auto page = entries({.after = start_, .page = {.offset = 1, .limit = 1}});
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].change.object_name, "b");
  EXPECT_EQ(expect_ok(history_count(*connection_, cluster_, {.after = start_})), 3);
}

TEST_P(Histories, ForgetAllButTheLast) {
  for (const auto* name : {"a", "b", "c"}) a_service(name);
  EXPECT_EQ(expect_ok(forget_changes(*connection_, cluster_, 2)), start_ + 1);
  EXPECT_EQ(entries({}).size(), 2U);
  EXPECT_EQ(store_->undo(start_ + 1).error().code, Code::kNotFound);
  EXPECT_EQ(store_->restore({.to = start_}).error().code, Code::kNotFound);
  EXPECT_TRUE(store_->get<Service>("c"));
  expect_ok(store_->restore({.to = start_ + 1}));
}

TEST_P(Histories, UndoingAnEditTouchesOnlyWhatItChanged) {
  auto service = a_service("a");
  service.slow_threshold = 5;
  service = expect_ok(store_->update(service));
  const auto edit = sequence();
  service.is_active = false;
  expect_ok(store_->update(service));
  expect_ok(store_->undo(edit));
  const auto now = expect_ok(store_->get<Service>("a"));
  EXPECT_EQ(now.slow_threshold, 99999);
  EXPECT_FALSE(now.is_active);
  EXPECT_EQ(now.version, 4);
  EXPECT_EQ(entries({}).front().change.note, "undo of " + std::to_string(edit));
  expect_ok(store_->undo(sequence()));
  EXPECT_EQ(expect_ok(store_->get<Service>("a")).slow_threshold, 5) << "an undo is a change like any other";
}

TEST_P(Histories, AnEditThatWasEditedAgainStays) {
  auto service = a_service("a");
  service.slow_threshold = 5;
  service = expect_ok(store_->update(service));
  const auto edit = sequence();
  service.slow_threshold = 6;
  expect_ok(store_->update(service));
  const auto before = sequence();
  const auto refused = store_->undo(edit);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kConflict);
  EXPECT_EQ(refused.error().message, "change " + std::to_string(edit) +
                                         " (edit of service `a`) cannot be taken back: since then slow_threshold "
                                         "changed again");
  EXPECT_EQ(sequence(), before);
}

TEST_P(Histories, AnObjectComesBackAsItWasWithItsIdAndItsSecret) {
  const auto user = alice();
  expect_ok(store_->remove(user));
  const auto deletion = sequence();
  expect_ok(store_->undo(deletion));
  const auto back = expect_ok(store_->get<BasicAuth>(user.id));
  EXPECT_EQ(back.password.reveal(), "first");
  EXPECT_EQ(back.username, "a");
  EXPECT_GT(back.version, user.version) << "who read it before may not overwrite it unaware";
  EXPECT_EQ(store_->undo(deletion).error().code, Code::kConflict);
  expect_ok(store_->insert(BasicAuth{.name = "bob", .username = "b", .realm = "r", .password = Secret("x")}));
}

TEST_P(Histories, ANameThatWasTakenMeanwhileKeepsADeletedObjectAway) {
  const auto user = alice();
  expect_ok(store_->remove(user));
  const auto deletion = sequence();
  alice();
  EXPECT_EQ(store_->undo(deletion).error().code, Code::kAlreadyExists);
}

TEST_P(Histories, UndoingACreationDeletesUnlessItWasEditedOrIsInUse) {
  const auto service = a_service("a");
  const auto creation = sequence();
  expect_ok(store_->undo(creation));
  EXPECT_EQ(store_->get<Service>("a").error().code, Code::kNotFound);
  EXPECT_EQ(store_->undo(creation).error().code, Code::kNotFound);
  auto edited = a_service("b");
  const auto second = sequence();
  edited.is_active = false;
  edited = expect_ok(store_->update(edited));
  EXPECT_EQ(store_->undo(second).error().code, Code::kConflict);
  a_service("c");
  const auto third = sequence();
  expect_ok(store_->insert(
      RestChannel{.name = "x", .url_path = "/x", .service_id = expect_ok(store_->get<Service>("c")).id}));
  EXPECT_EQ(store_->undo(third).error().code, Code::kConflict);
}

TEST_P(Histories, ASecretSurvivesTheUndoingOfARenaming) {
  auto user = alice();
  user.name = "alicia";
  expect_ok(store_->update(user));
  expect_ok(store_->undo(sequence()));
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>("alice")).password.reveal(), "first");
}

TEST_P(Histories, AChangeFromBeforeThereWereImagesCannotBeTakenBack) {
  auto service = a_service("a");
  const auto creation = sequence();
  expect_ok(connection_->execute("UPDATE config_change SET image = '', before_image = ''"));
  EXPECT_EQ(store_->undo(creation).error().code, Code::kUnsupported);
  service.is_active = false;
  expect_ok(store_->update(service));
  expect_ok(store_->undo(sequence()));
  EXPECT_TRUE(expect_ok(store_->get<Service>("a")).is_active);
}

TEST_P(Histories, ARollbackLeavesEverythingAsItWas) {
  auto kept = a_service("kept");
  const auto user = alice();
  const auto good = sequence();
  kept.name = "renamed";
  kept = expect_ok(store_->update(kept));
  const auto late = a_service("kept");  // takes the name that was given up
  expect_ok(store_->insert(RestChannel{.name = "c", .url_path = "/c", .service_id = late.id, .security_id = user.id}));
  auto renamed = user;
  renamed.name = "alicia";
  renamed.password = Secret("second");
  expect_ok(store_->update(renamed));
  expect_ok(store_->remove(kept));
  expect_ok(store_->restore({.to = good}));
  EXPECT_EQ(expect_ok(store_->get<Service>("kept")).id, kept.id);
  EXPECT_EQ(expect_ok(store_->count(Service::type())), 1);
  EXPECT_EQ(expect_ok(store_->count(RestChannel::type())), 0);
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>("alice")).password.reveal(), "first");
  EXPECT_EQ(store_->sequence(), sequence());
  EXPECT_EQ(entries({}).front().change.note, "rollback to " + std::to_string(good));
}

TEST_P(Histories, ARollbackKeepsWhatOnlyTellsWhatIsThere) {
  a_service("a");
  const auto good = sequence();
  const auto deployed = a_service("deployed");
  expect_ok(store_->insert(RestChannel{.name = "c", .url_path = "/c", .service_id = deployed.id}));
  expect_ok(store_->restore({.to = good, .keep_created = {&Service::type()}}));
  EXPECT_TRUE(store_->get<Service>("deployed"));
  EXPECT_EQ(expect_ok(store_->count(RestChannel::type())), 0);
}

TEST_P(Histories, ARollbackIsAllOrNothing) {
  a_service("a");
  const auto good = sequence();
  a_service("b");
  expect_ok(connection_->execute("UPDATE config_change SET image = '' WHERE seq = $1", {sequence()}));
  a_service("c");
  const auto before = sequence();
  EXPECT_EQ(store_->restore({.to = good}).error().code, Code::kUnsupported);
  EXPECT_TRUE(store_->get<Service>("c"));
  EXPECT_EQ(sequence(), before);
  EXPECT_EQ(store_->restore({.to = before + 1}).error().code, Code::kInvalidArgument);
}

TEST_P(Histories, APlanHoldsOnlyWhileNothingMoves) {
  const auto planned = sequence();
  a_service("a");
  const auto refused = store_->transaction([&] { return store_->require_sequence(planned); });
  EXPECT_EQ(refused.error().code, Code::kConflict);
  expect_ok(store_->transaction([&]() -> base::Result<void> {
    ZATO_CHECK(store_->require_sequence(planned + 1));
    ZATO_CHECK(store_->insert(Service{.name = "b"}));
    return {};
  }));
  EXPECT_EQ(sequence(), planned + 2);
}

TEST_P(Histories, HoldNoSecretInClearText) {
  alice();
  const auto rows = expect_ok(connection_->query("SELECT image FROM config_change ORDER BY seq DESC LIMIT 1"));
  // The tests' cipher marks what went through it.
  EXPECT_THAT(rows[0].text(0), HasSubstr("|sec_base|password|alice>first"));
}

ZATO_ON_EVERY_ENGINE(Histories);

}  // namespace
}  // namespace zato::odb
