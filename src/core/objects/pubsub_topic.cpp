#include "objects/pubsub_topic.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

namespace {

using schema::Define;

constexpr std::int64_t kLongest = 100LL * 365 * 86'400;  // a hundred years, in seconds

Define<PubSubTopic> depth(Define<PubSubTopic> define) {
  const std::string group = "depth";
  return std::move(define)
      .field("max_depth_gd", &PubSubTopic::max_depth_gd,
             {.help = "How many messages with guaranteed delivery may wait", .min = 1, .group = group, .list = true})
      .field("max_depth_non_gd", &PubSubTopic::max_depth_non_gd,
             {.help = "How many messages without guaranteed delivery may wait", .min = 1, .group = group, .list = true})
      .field("depth_check_freq", &PubSubTopic::depth_check_freq,
             {.help = "After how many messages the depth is looked at", .min = 1, .group = group})
      .field("pub_buffer_size_gd", &PubSubTopic::pub_buffer_size_gd,
             {.help = "How many messages are collected before they are stored", .min = 0, .group = group});
}

Define<PubSubTopic> times(Define<PubSubTopic> define) {
  const std::string group = "times";
  return std::move(define)
      .field("task_sync_interval", &PubSubTopic::task_sync_interval,
             {.help = "Milliseconds between two looks for new messages", .min = 1, .max = 3'600'000, .group = group})
      .field("task_delivery_interval", &PubSubTopic::task_delivery_interval,
             {.help = "Milliseconds between two attempts at delivery", .min = 1, .max = 3'600'000, .group = group})
      .field("limit_retention", &PubSubTopic::limit_retention,
             {.help = "Seconds for which messages are kept at most", .min = 1, .max = kLongest, .group = group})
      .field(
          "limit_message_expiry", &PubSubTopic::limit_message_expiry,
          {.help = "Seconds that publishers may let a message live at most", .min = 1, .max = kLongest, .group = group})
      .field("limit_sub_inactivity", &PubSubTopic::limit_sub_inactivity,
             {.help = "Seconds after which a subscriber that asks for nothing is forgotten",
              .min = 1,
              .max = kLongest,
              .group = group});
}

}  // namespace

const schema::ObjectType& PubSubTopic::type() {
  static const auto type =
      times(
          depth(
              Define<PubSubTopic>({.name = "pubsub_topic",
                                   .label = "Topic",
                                   .help = "Where messages are published and subscribers find them",
                                   .services = "zato.pubsub.topic",
                                   .noun = "pubsub-topic",
                                   .aliases = {"topic"},
                                   .runtime = schema::Runtime::kStoredOnly,
                                   .runtime_note = "Topics are stored and validated; nothing is published to them yet"})
                  .field("name", &PubSubTopic::name,
                         {.help = "Unique name of the topic",
                          .required = true,
                          .unique = true,
                          .rule = topic_name,
                          .list = true})
                  .field("is_active", &PubSubTopic::is_active,
                         {.help = "Whether the topic takes messages", .list = true})
                  .field("is_internal", &PubSubTopic::is_internal,
                         {.help = "Whether the topic is a part of the platform", .internal = true})
                  .field("has_gd", &PubSubTopic::has_gd,
                         {.help = "Whether messages are stored before publishers are answered", .list = true})
                  .field("is_api_sub_allowed", &PubSubTopic::is_api_sub_allowed,
                         {.help = "Whether callers of the API may subscribe by themselves", .list = true})
                  .field("hook_service_id", &PubSubTopic::hook_service_id,
                         {.help = "Service that is asked about each message", .ref = "service"})
                  .field("on_no_subs_pub", &PubSubTopic::on_no_subs_pub,
                         {.help = "What becomes of messages while nobody subscribes", .one_of = {"accept", "drop"}})))
          .done();
  return type;
}

}  // namespace zato::objects
