#include "objects/pubsub_subscription.hpp"

#include "schema/define.hpp"

namespace zato::objects {

namespace {

using schema::Define;

std::vector<schema::Problem> check(const PubSubSubscription& subscription) {
  std::vector<schema::Problem> problems;
  const auto& target = subscription.target;
  if (subscription.delivery.method == "notify" && subscription.endpoint_type == "rest" && !target.is_given())
    problems.push_back({"", "a REST subscription that is notified needs a target, such as rest_connection"});
  if (target.amqp_id && target.amqp_routing_key.empty() && target.amqp_exchange.empty())
    problems.push_back({"amqp_exchange", "or amqp_routing_key is required where messages go to AMQP"});
  if (target.smtp_id && target.smtp_to.empty())
    problems.push_back({"smtp_to_list", "is required where messages go by e-mail"});
  if (!target.sms_twilio_to.empty() && target.sms_twilio_from.empty())
    problems.push_back({"sms_twilio_from", "is required where messages go by SMS"});
  return problems;
}

}  // namespace

const schema::ObjectType& PubSubSubscription::type() {
  static const auto type =
      Define<PubSubSubscription>({.name = "pubsub_subscription",
                                  .label = "Subscription",
                                  .help = "The topics whose messages an endpoint receives, and how they reach it",
                                  .table = "pubsub_sub",
                                  .services = "zato.pubsub.subscription",
                                  .noun = "pubsub-subscription",
                                  .aliases = {"subscription"},
                                  .runtime = schema::Runtime::kStoredOnly,
                                  .runtime_note = "Subscriptions are stored and validated; nothing is delivered yet"})
          .field("name", &PubSubSubscription::name,
                 {.help = "Unique name of the subscription", .required = true, .unique = true, .list = true})
          .field("is_active", &PubSubSubscription::is_active,
                 {.help = "Whether the subscription receives anything", .list = true})
          .field("is_internal", &PubSubSubscription::is_internal,
                 {.help = "Whether the subscription is a part of the platform", .internal = true})
          .field("endpoint_id", &PubSubSubscription::endpoint_id,
                 {.help = "Endpoint that subscribes", .required = true, .ref = "pubsub_endpoint", .list = true})
          .field("endpoint_type", &PubSubSubscription::endpoint_type,
                 {.help = "Kind of that endpoint",
                  .required = true,
                  .one_of = {"rest", "wsx", "srv", "internal"},
                  .spellings = {{"service", "srv"}}})
          .field("topic_list", &PubSubSubscription::topic_list,
                 {.help = "Names of the topics",
                  .required = true,
                  .items = "pubsub_topic",
                  .aliases = {"topic_list_json"},
                  .list = true})
          .field("sub_key", &PubSubSubscription::sub_key,
                 {.help = "Key by which the subscriber asks for messages", .list = true})
          .field("server_id", &PubSubSubscription::server_id,
                 {.help = "Server that delivers messages", .ref = "server", .by_name = "delivery_server"})
          .field("active_status", &PubSubSubscription::active_status,
                 {.help = "Which directions are open",
                  .required = true,
                  .one_of = {"pub-sub", "pub-only", "sub-only", "disabled"},
                  .list = true})
          .field("has_gd", &PubSubSubscription::has_gd, {.help = "Whether messages wait in the database"})
          .field("is_staging_enabled", &PubSubSubscription::is_staging_enabled,
                 {.help = "Whether messages wait for approval before they are delivered"})
          .block(&PubSubSubscription::delivery)
          .block(&PubSubSubscription::target)
          .unique({"sub_key"})
          .check(check)
          .done();
  return type;
}

}  // namespace zato::objects
