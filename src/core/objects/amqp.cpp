#include "objects/amqp.hpp"

#include "objects/connection_fields.hpp"

namespace zato::objects {

namespace {

schema::Meta definition_field() {
  return {.help = "Definition of the broker", .required = true, .ref = "amqp_definition", .list = true};
}

}  // namespace

const schema::ObjectType& AmqpDefinition::type() {
  static const auto type =
      stored_only<AmqpDefinition>({.name = "amqp_definition",
                                   .label = "AMQP definition",
                                   .help = "A broker, and the user that channels and connections log in to it as",
                                   .table = "conn_def_amqp",
                                   .services = "zato.definition.amqp",
                                   .noun = "amqp-definition",
                                   .section = "def_amqp",
                                   .aliases = {"definition-amqp"}},
                                  "no server connects to their brokers yet")
          .field("host", &AmqpDefinition::host, host_field())
          .field("port", &AmqpDefinition::port, port_field())
          .field("vhost", &AmqpDefinition::vhost,
                 {.help = "Virtual host of the broker", .required = true, .list = true})
          .field("username", &AmqpDefinition::username, {.help = "User to log in as", .required = true, .list = true})
          .field("password", &AmqpDefinition::password,
                 {.help = "Password of that user; random where a definition is created without one",
                  .required = true,
                  .max = 1000,
                  .generated = true})
          .field("frame_max", &AmqpDefinition::frame_max,
                 {.help = "How many bytes a frame may have", .min = 4096, .max = 2'147'483'647})
          .field("heartbeat", &AmqpDefinition::heartbeat,
                 {.help = "Seconds between two heartbeats; 0 for none", .min = 0, .max = 65535})
          .done();
  return type;
}

const schema::ObjectType& AmqpChannel::type() {
  static const auto type =
      stored_only<AmqpChannel>({.name = "amqp_channel",
                                .label = "AMQP channel",
                                .help = "A queue whose messages a service receives",
                                .table = "channel_amqp",
                                .services = "zato.channel.amqp",
                                .noun = "amqp-channel",
                                .section = "channel_amqp",
                                .aliases = {"channel-amqp"}},
                               "no server consumes from their queues yet")
          .field("def_id", &AmqpChannel::def_id, definition_field())
          .field("queue", &AmqpChannel::queue, {.help = "Queue to consume from", .required = true, .list = true})
          .field("consumer_tag_prefix", &AmqpChannel::consumer_tag_prefix,
                 {.help = "What the tags of the consumers begin with", .required = true})
          .field("service_id", &AmqpChannel::service_id, service_field())
          .field("pool_size", &AmqpChannel::pool_size,
                 {.help = "How many consumers there are", .min = 1, .max = 10'000})
          .field("ack_mode", &AmqpChannel::ack_mode,
                 {.help = "What becomes of a message that the service did not settle",
                  .required = true,
                  .one_of = {"ack", "reject"}})
          .field("prefetch_count", &AmqpChannel::prefetch_count,
                 {.help = "How many messages a consumer takes at once; 0 for no limit", .min = 0, .max = 65535})
          .field("data_format", &AmqpChannel::data_format, data_format_field())
          .done();
  return type;
}

const schema::ObjectType& OutgoingAmqp::type() {
  static const auto type =
      stored_only<OutgoingAmqp>({.name = "outgoing_amqp",
                                 .label = "Outgoing AMQP connection",
                                 .help = "A broker that services publish messages to",
                                 .table = "out_amqp",
                                 .services = "zato.outgoing.amqp",
                                 .noun = "outgoing-amqp",
                                 .section = "outconn_amqp",
                                 .aliases = {"outgoing_amqp", "outconn-amqp"}},
                                "services cannot publish through them yet")
          .field("def_id", &OutgoingAmqp::def_id, definition_field())
          .field("delivery_mode", &OutgoingAmqp::delivery_mode,
                 {.help = "1: messages may be lost when the broker stops; 2: they survive",
                  .min = 1,
                  .max = 2,
                  .list = true})
          .field("priority", &OutgoingAmqp::priority,
                 {.help = "Priority of messages", .min = 0, .max = 255, .list = true})
          .field("pool_size", &OutgoingAmqp::pool_size,
                 {.help = "How many connections are kept open", .min = 1, .max = 10'000})
          .field("content_type", &OutgoingAmqp::content_type, {.help = "Content type of messages"})
          .field("content_encoding", &OutgoingAmqp::content_encoding, {.help = "Encoding of messages"})
          .field("expiration", &OutgoingAmqp::expiration,
                 {.help = "Milliseconds after which a message is dropped; nothing: never", .min = 0})
          .field("user_id", &OutgoingAmqp::user_id, {.help = "User that messages name as their sender"})
          .field("app_id", &OutgoingAmqp::app_id, {.help = "Application that messages name as their sender"})
          .done();
  return type;
}

}  // namespace zato::objects
