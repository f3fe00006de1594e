// What single types insist on beyond the rules of their fields, and defaults that Zato's users count on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "objects/all.hpp"
#include "objects/email.hpp"
#include "objects/ibm_mq.hpp"
#include "objects/oauth.hpp"
#include "objects/outgoing_http.hpp"
#include "objects/pubsub_endpoint.hpp"
#include "objects/pubsub_subscription.hpp"
#include "objects/pubsub_topic.hpp"
#include "objects/scheduler_job.hpp"
#include "objects/security_group.hpp"
#include "objects/zmq.hpp"
#include "schema/validate.hpp"

namespace zato::objects {
namespace {

template <class T>
std::string problem_of(const T& object) {
  const auto result = schema::to_result(T::type(), &object, schema::check(T::type(), &object));
  return result ? "" : result.error().message;
}

TEST(SchedulerJob, RunsOnceEverySoOftenOrByACronDefinition) {
  SchedulerJob job{.name = "x", .service_id = 1};
  EXPECT_EQ(problem_of(job),
            "Job `x`: an interval-based job needs at least one of [weeks, days, hours, minutes, seconds]");
  job.minutes = 0;
  EXPECT_NE(problem_of(job), "");
  job.minutes = 5;
  EXPECT_EQ(problem_of(job), "");
  job.job_type = "one_time";
  EXPECT_EQ(problem_of(job), "Job `x`: start_date: is required of a job that runs once");
  job.start_date = "2026-05-31 12:00:00";
  EXPECT_EQ(problem_of(job), "");
  job.job_type = "cron_style";
  EXPECT_EQ(problem_of(job), "Job `x`: cron_definition: is required of a cron-style job");
  job.cron_definition = "@daily";
  EXPECT_EQ(problem_of(job), "");
  job.job_type = "weekly";
  EXPECT_EQ(problem_of(job), "Job `x`: job_type: Unrecognized job type [weekly]");
}

TEST(Imap, NeedsAHostOrAnApplicationOfMicrosofts) {
  Imap imap{.name = "x"};
  EXPECT_EQ(problem_of(imap), "IMAP connection `x`: host: is required of a generic-imap mailbox");
  imap.server_type = "microsoft-365";
  EXPECT_EQ(problem_of(imap),
            "IMAP connection `x`: tenant_id: is required of a microsoft-365 mailbox; client_id: is required of a "
            "microsoft-365 mailbox");
}

TEST(IbmMqDefinition, NeedsACipherAndKeysToEncrypt) {
  IbmMqDefinition definition{.name = "x", .host = "mq", .channel = "DEV.APP.SVRCONN"};
  EXPECT_EQ(problem_of(definition), "");
  definition.ssl = true;
  EXPECT_EQ(problem_of(definition),
            "IBM MQ definition `x`: ssl_cipher_spec: is required where connections are encrypted; "
            "ssl_key_repository: is required where connections are encrypted");
}

TEST(ZmqChannel, LetsMessagesNameServicesOnMajordomoSocketsOnly) {
  ZmqChannel channel{.name = "x", .address = "tcp://*:5555", .service_source = "mdp01", .service_id = 1};
  EXPECT_EQ(problem_of(channel), "ZeroMQ channel `x`: service_source: may be mdp01 on MDP01 sockets only");
  channel.socket_type = "MDP01";
  EXPECT_EQ(problem_of(channel), "");
}

TEST(PubSubEndpoint, ThatIsAServiceNamesIt) {
  PubSubEndpoint endpoint{.name = "x"};
  EXPECT_EQ(problem_of(endpoint), "");
  endpoint.endpoint_type = "srv";
  EXPECT_EQ(problem_of(endpoint), "Endpoint `x`: service_id: is required of an endpoint that is a service");
  EXPECT_TRUE(schema::assign(PubSubEndpoint::type(), &endpoint, {{"endpoint_type", std::string("service")}}).empty());
  EXPECT_EQ(endpoint.endpoint_type, "srv");
}

TEST(PubSubSubscription, ThatIsNotifiedSaysWhere) {
  PubSubSubscription subscription{.name = "x", .endpoint_id = 1, .topic_list = {"/orders"}};
  EXPECT_EQ(problem_of(subscription),
            "Subscription `x`: a REST subscription that is notified needs a target, such as rest_connection");
  subscription.delivery.method = "pull";
  EXPECT_EQ(problem_of(subscription), "");
  subscription.target.smtp_id = 1;
  EXPECT_EQ(problem_of(subscription), "Subscription `x`: smtp_to_list: is required where messages go by e-mail");
}

TEST(SecurityGroup, HoldsEachDefinitionOnce) {
  SecurityGroup group{.name = "x", .members = {"basic_auth-1", "apikey-2"}};
  EXPECT_EQ(problem_of(group), "");
  group.members.emplace_back("basic_auth-1");
  EXPECT_EQ(problem_of(group), "Security group `x`: members: must not hold the same definition twice");
  group.members = {"jwt-1"};
  EXPECT_EQ(problem_of(group), "Security group `x`: members: an item `jwt-1` is not basic_auth-<id> or apikey-<id>");
}

TEST(OutgoingRest, NamesAServer) {
  OutgoingRest connection{.name = "x"};
  EXPECT_EQ(problem_of(connection), "Outgoing REST connection `x`: host: names no host");
  connection.target.host = "https://crm.example.com";
  EXPECT_EQ(problem_of(connection), "");
}

TEST(Defaults, AreThoseOfZato) {
  EXPECT_EQ(HttpTarget().timeout, 10);
  EXPECT_EQ(HttpTarget().pool_size, 20);
  EXPECT_EQ(HttpTarget().ping_method, "HEAD");
  EXPECT_EQ(PubSubTopic().max_depth_gd, 10'000);
  EXPECT_EQ(PubSubTopic().limit_retention, 86'400);
  EXPECT_EQ(PubSubEndpoint().topic_patterns, "pub=/*\nsub=/*");
  EXPECT_EQ(PubSubDelivery().max_retry, 123'456'789);
  EXPECT_EQ(OAuth().grant_type, "client_credentials");
  EXPECT_EQ(Imap().filter_criteria, "isRead ne true");
  EXPECT_EQ(Smtp().ping_address, "invalid@invalid");
}

TEST(Types, TheirNamesAndSectionsAreThoseOfZato) {
  for (const auto* section : {"security",
                              "def_sec",
                              "channel_rest",
                              "channel_plain_http",
                              "outgoing_rest",
                              "outconn_plain_http",
                              "channel_soap",
                              "outconn_soap",
                              "outgoing_soap",
                              "zato_cache_builtin",
                              "security_groups",
                              "groups",
                              "outconn_sql",
                              "sql",
                              "scheduler",
                              "pubsub_topic",
                              "pubsub_endpoint",
                              "pubsub_subscription",
                              "def_amqp",
                              "channel_amqp",
                              "outconn_amqp",
                              "outgoing_amqp",
                              "def_jms_wmq",
                              "channel_jms_wmq",
                              "outconn_jms_wmq",
                              "channel_ibm_mq",
                              "outgoing_ibm_mq",
                              "channel_zmq",
                              "outconn_zmq",
                              "email_smtp",
                              "email_imap",
                              "outconn_ftp",
                              "ftp",
                              "tls_channel_sec",
                              "bearer_token"})
    EXPECT_FALSE(all().in_section(section).empty()) << section;
}

}  // namespace
}  // namespace zato::objects
