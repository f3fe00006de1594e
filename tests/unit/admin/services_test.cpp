// Services written by hand, and derived ones beyond create, edit, delete and lists.
#include "fixture.hpp"
#include "objects/server.hpp"
#include "objects/service.hpp"
#include "odb/worker_state.hpp"

namespace zato::admin {
namespace {

using testing::HasSubstr;

const Json kJoan = {{"name", "joan"}, {"username", "joan"}, {"realm", "CRM"}};

class Services : public WithApi {
 protected:
  Services() { odb::expect_ok(store().insert(objects::Service{.name = "crm.customer", .impl_name = "crm.Customer"})); }
};

TEST_F(Services, HistoryTellsWhoChangedWhatFromWhatToWhat) {
  const auto id = call("zato.security.basic-auth.create", kJoan)["id"];
  call("zato.security.basic-auth.edit", {{"id", id}, {"realm", "ERP"}});
  const auto history = call("zato.security.basic-auth.history", {{"name", "joan"}});
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0]["action"], "edit");
  EXPECT_EQ(history[0]["changed"], "realm");
  EXPECT_EQ(history[0]["fields"], (Json::array({{{"field", "realm"}, {"before", "CRM"}, {"after", "ERP"}}})));
  EXPECT_EQ(call("zato.config.get-changes", {{"object_type", "basic_auth"}}).size(), 2U);
  EXPECT_EQ(call("zato.config.get-history", {{"object_type", "basic_auth"}, {"id", id}}).size(), 2U);
  EXPECT_THAT(refused("zato.security.basic-auth.history", {{"name", "nobody"}}), HasSubstr("no history"));
}

// Remembers what goes through it.
class Overheard final : public odb::Connection {
 public:
  explicit Overheard(odb::Connection& other) : Connection(other.engine()), other_(other) {}
  bool usable() override { return other_.usable(); }
  std::vector<std::string> statements = {};

 private:
  base::Result<Answer> run(std::string_view sql, const odb::Parameters& parameters) override {
    statements.emplace_back(sql);
    Answer answer;
    if (sql.starts_with("SELECT") || sql.find("RETURNING") != sql.npos) {
      ZATO_TRY(answer.rows, other_.query(sql, parameters));
    } else {
      ZATO_TRY(answer.touched, other_.execute(sql, parameters));
    }
    return answer;
  }

  odb::Connection& other_;
};

// Of two reads in one transaction of PostgreSQL the second may see what somebody else has committed in between.
TEST_F(Services, ThatChangeSomethingTakeTheirTurnBeforeTheyReadAnything) {
  const auto id = call("zato.security.basic-auth.create", kJoan)["id"];
  Overheard overheard(*connection_);
  const Api api({.catalog = catalog(),
                 .cipher = cipher_,
                 .cluster_id = cluster_,
                 .with_connection = [&](const Api::Work& work) { return work(overheard); },
                 .changed = {}});
  for (const auto* realm : {"ERP", "ERP", "CRM"}) {
    overheard.statements.clear();
    odb::expect_ok(api.call({.name = "joan", .role = Role::kOwner}, "zato.security.basic-auth.edit",
                            {{"id", id}, {"realm", realm}}));
    ASSERT_GT(overheard.statements.size(), 2U);
    EXPECT_THAT(overheard.statements[0], testing::StartsWith("BEGIN"));
    EXPECT_THAT(overheard.statements[1], testing::StartsWith("UPDATE config_sequence"));
  }
}

TEST_F(Services, UndoTakesOneChangeBack) {
  const auto id = call("zato.security.basic-auth.create", kJoan)["id"];
  call("zato.security.basic-auth.delete", {{"id", id}});
  call("zato.config.undo", {{"sequence", sequences_.back()}});
  EXPECT_EQ(call("zato.security.basic-auth.get", {{"name", "joan"}})["id"], id);
  EXPECT_EQ(call("zato.config.get-changes")[0]["note"], "undo of " + std::to_string(sequences_[sequences_.size() - 2]));
  EXPECT_THAT(refused("zato.config.undo", {{"sequence", 99999}}), HasSubstr("not found"));
}

TEST_F(Services, StatusTellsWhichServersAreBehind) {
  const auto id = odb::expect_ok(store().insert(objects::Server{.name = "server1"})).id;
  odb::expect_ok(odb::report_worker(*connection_, cluster_,
                                    {.server_id = id, .worker = 1, .config_sequence = 1, .digest = "0123"}));
  const auto status = call("zato.config.status");
  EXPECT_EQ(status["is_applied_everywhere"], true) << "a server that does not run is not waited for";
  EXPECT_EQ(status["servers"][0]["name"], "server1");
  EXPECT_EQ(status["servers"][0]["config_sequence"], 1) << "its workers know better than its keeper";
  EXPECT_EQ(status["servers"][0]["is_current"], false);
  EXPECT_EQ(status["servers"][0]["workers"], (Json{{{"worker", 1}, {"config_sequence", 1}, {"digest", "0123"}}}));
  EXPECT_EQ(call("zato.server.get-list")[0]["bind_port"], 0);
}

TEST_F(Services, TellWhoIsTheSingleton) {
  EXPECT_EQ(call("zato.cluster.get-singleton")["holder"], "");
  odb::expect_ok(
      connection_->execute("INSERT INTO keep_alive (cluster_id, role, holder, epoch, counter, patience_ms, renewed_at) "
                           "VALUES ($1, 'singleton', 'server2#0123', 7, 90, 5000, '2026-11-21T10:00:00.250Z')",
                           {cluster_}));
  const auto singleton = call("zato.cluster.get-singleton");
  EXPECT_EQ(singleton["holder"], "server2");
  EXPECT_EQ(singleton["epoch"], 7);
  EXPECT_EQ(singleton["keep_alive_time"], 5.0);
  EXPECT_EQ(call("zato.cluster.get-singleton", {{"role", "scheduler"}})["epoch"], 0);
}

TEST_F(Services, SecurityListsAllTypesOrThoseThatAreAskedFor) {
  call("zato.security.basic-auth.create", kJoan);
  call("zato.security.apikey.create", {{"name", "key"}, {"header", "X-API-Key"}});
  EXPECT_EQ(call("zato.security.get-list").size(), 2U);
  const auto keys = call("zato.security.get-list", {{"sec_type", {"apikey"}}});
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0]["name"], "key");
  EXPECT_EQ(call("zato.security.get-by-id", {{"id", keys[0]["id"]}})["sec_type"], "apikey");
}

TEST_F(Services, ChannelsOfAServiceAreFoundByTheirKind) {
  call("zato.http-soap.create", {{"name", "customers"},
                                 {"connection", "channel"},
                                 {"transport", "plain_http"},
                                 {"url_path", "/customers"},
                                 {"service", "crm.customer"}});
  const auto id = call("zato.service.get-by-name", {{"name", "crm.customer"}})["id"];
  EXPECT_EQ(call("zato.service.get-channel-list", {{"id", id}, {"channel_type", "plain_http"}})[0]["name"],
            "customers");
  EXPECT_EQ(call("zato.service.get-channel-list", {{"id", id}, {"channel_type", "amqp"}}), Json::array());
  EXPECT_THAT(refused("zato.service.create", {{"name", "x"}}), HasSubstr("no admin service"));
}

TEST_F(Services, SwitchesAreForOperatorsExceptOfSecurity) {
  call("zato.http-soap.create", {{"name", "customers"},
                                 {"connection", "channel"},
                                 {"transport", "plain_http"},
                                 {"url_path", "/customers"},
                                 {"service", "crm.customer"}});
  call("zato.security.basic-auth.create", kJoan);
  EXPECT_TRUE(
      try_call("zato.http-soap.set-active-status", {{"name", "customers"}, {"is_active", false}}, Role::kOperator));
  EXPECT_EQ(call("zato.http-soap.get", {{"name", "customers"}})["is_active"], false);
  EXPECT_FALSE(try_call("zato.http-soap.edit", {{"name", "customers"}, {"is_active", true}}, Role::kOperator));
  EXPECT_FALSE(try_call("zato.security.basic-auth.set-active-status", {{"name", "joan"}, {"is_active", false}},
                        Role::kOperator));
}

TEST_F(Services, WhatIsStoredOnlySaysSo) {
  call("zato.pubsub.topic.create", {{"name", "/orders"}});
  EXPECT_THAT(refused("zato.pubsub.topic.clear", {{"name", "/orders"}}), HasSubstr("unsupported"));
}

constexpr const char* kNightly = "nightly";

TEST_F(Services, JobsAreRunNowPausedAndForeseen) {
  call("zato.scheduler.job.create", {{"name", kNightly},
                                     {"job_type", "cron_style"},
                                     {"service", "crm.customer"},
                                     {"cron_definition", "30 2 * * *"},
                                     {"timezone", "Europe/Warsaw"}});
  const auto next = call("zato.scheduler.job.get-next-runs", {{"name", kNightly}, {"from", "2026-03-28 12:00:00"}, {"count", 2}});
  ASSERT_EQ(next.size(), 2u);
  EXPECT_EQ(next[0]["nominal_time"], "2026-03-29T01:00:00Z") << "what spring leaves out runs after the gap";
  EXPECT_EQ(next[1]["nominal_time"], "2026-03-30T00:30:00Z");
  const auto simulated = call("zato.scheduler.job.simulate", {{"from", "2026-03-28 00:00:00"}, {"to", "2026-03-31 00:00:00"}});
  EXPECT_EQ(simulated.size(), 3u);
  const auto run = call("zato.scheduler.job.execute", {{"name", kNightly}});
  const auto history = call("zato.scheduler.job.get-history", {{"name", kNightly}});
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0]["cid"], run["cid"]);
  EXPECT_EQ(history[0]["outcome"], "planned");
  EXPECT_EQ(history[0]["is_manual"], true);
  call("zato.scheduler.job.pause", {{"name", kNightly}});
  call("zato.scheduler.job.pause");
  auto state = call("zato.scheduler.job.get-current-state");
  EXPECT_EQ(state["is_paused"], true);
  EXPECT_EQ(state["paused_jobs"].size(), 1u);
  EXPECT_EQ(state["unsent_runs"], 1);
  call("zato.scheduler.job.resume");
  state = call("zato.scheduler.job.get-current-state");
  EXPECT_EQ(state["is_paused"], false);
}

TEST_F(Services, AJobThatIsThereMayBeLeftAsItIs) {
  Json job{{"name", kNightly}, {"job_type", "interval_based"}, {"service", "crm.customer"}, {"hours", 5}};
  job["should_ignore_existing"] = true;
  const auto created = call("zato.scheduler.job.create", job);
  job["hours"] = 7;
  EXPECT_EQ(call("zato.scheduler.job.create", job), created);
  EXPECT_EQ(call("zato.scheduler.job.get", {{"name", kNightly}})["hours"], 5);
  job["should_ignore_existing"] = false;
  EXPECT_THAT(refused("zato.scheduler.job.create", job), testing::HasSubstr("already"));
}

TEST_F(Services, JobsThatAreNotActiveAreNotRun) {
  call("zato.scheduler.job.create",
       {{"name", kNightly}, {"is_active", false}, {"job_type", "interval_based"}, {"service", "crm.customer"}, {"hours", 1}});
  EXPECT_THAT(refused("zato.scheduler.job.execute", {{"name", kNightly}}), HasSubstr("is not active"));
}

TEST_F(Services, GroupsHaveMembersThatAreAddedAndRemoved) {
  const auto joan = "basic_auth-" + call("zato.security.basic-auth.create", kJoan)["id"].dump();
  const auto group = call("zato.groups.create", {{"name", "partners"}, {"group_type", "zato-api-creds"}})["id"];
  call("zato.groups.edit-member-list", {{"group_action", "add"}, {"group_id", group}, {"member_id_list", {joan}}});
  const auto members = call("zato.groups.get-member-list", {{"group_id", group}});
  ASSERT_EQ(members.size(), 1U);
  EXPECT_EQ(members[0]["name"], "joan");
  EXPECT_EQ(call("zato.groups.get-member-count"), (Json{{group.dump(), 1}}));
  call("zato.groups.edit-member-list", {{"group_action", "remove"}, {"group_id", group}, {"member_id_list", {joan}}});
  EXPECT_EQ(call("zato.groups.get-member-list", {{"group_id", group}}), Json::array());
}

TEST_F(Services, InfoTellsTheVersion) { EXPECT_TRUE(call("zato.info.get-info")["info"]["version"].is_string()); }

}  // namespace
}  // namespace zato::admin
