#include "objects/ibm_mq.hpp"

#include "objects/connection_fields.hpp"

namespace zato::objects {

namespace {

schema::Meta definition_field() {
  return {.help = "Definition of the queue manager", .required = true, .ref = "ibm_mq_definition", .list = true};
}

using Definition = schema::Define<IbmMqDefinition>;

Definition handling(Definition define) {
  return std::move(define)
      .field("use_jms", &IbmMqDefinition::use_jms, {.help = "Whether messages carry JMS headers"})
      .field("needs_mcd", &IbmMqDefinition::needs_mcd, {.help = "Whether messages say which class of JMS they are"})
      .field("cache_open_send_queues", &IbmMqDefinition::cache_open_send_queues,
             {.help = "Whether queues stay open after a message was sent"})
      .field("cache_open_receive_queues", &IbmMqDefinition::cache_open_receive_queues,
             {.help = "Whether queues stay open after a message was received"})
      .field("use_shared_connections", &IbmMqDefinition::use_shared_connections,
             {.help = "Whether several tasks share a connection"})
      .field("dynamic_queue_template", &IbmMqDefinition::dynamic_queue_template,
             {.help = "Model of the queues that are made for replies", .required = true})
      .field("max_chars_printed", &IbmMqDefinition::max_chars_printed,
             {.help = "How many characters of a message the log shows", .min = 0, .max = 1'000'000});
}

}  // namespace

const schema::ObjectType& IbmMqDefinition::type() {
  static const auto type =
      handling(stored_only<IbmMqDefinition>({.name = "ibm_mq_definition",
                                             .label = "IBM MQ definition",
                                             .help = "A queue manager and how it is reached",
                                             .table = "conn_def_wmq",
                                             .services = "zato.definition.jms-wmq",
                                             .noun = "ibm-mq-definition",
                                             .section = "def_jms_wmq",
                                             .aliases = {"def_wmq", "definition-ibm-mq"}},
                                            "no server connects to their queue managers yet")
                   .field("host", &IbmMqDefinition::host, host_field())
                   .field("port", &IbmMqDefinition::port, port_field())
                   .field("queue_manager", &IbmMqDefinition::queue_manager,
                          {.help = "Name of the queue manager", .list = true})
                   .field("channel", &IbmMqDefinition::channel,
                          {.help = "Server connection channel", .required = true, .list = true})
                   .field("username", &IbmMqDefinition::username, {.help = "User to log in as", .list = true})
                   .field("password", &IbmMqDefinition::password, {.help = "Password of that user", .max = 1000}))
          .field("ssl", &IbmMqDefinition::ssl, {.help = "Whether connections are encrypted", .group = "tls"})
          .field("ssl_cipher_spec", &IbmMqDefinition::ssl_cipher_spec,
                 {.help = "Cipher specification that both sides agree on", .group = "tls"})
          .field("ssl_key_repository", &IbmMqDefinition::ssl_key_repository,
                 {.help = "Path of the key repository, without its extension", .max = 2000, .group = "tls"})
          .check([](const IbmMqDefinition& definition) {
            std::vector<schema::Problem> problems;
            if (definition.ssl && definition.ssl_cipher_spec.empty())
              problems.push_back({"ssl_cipher_spec", "is required where connections are encrypted"});
            if (definition.ssl && definition.ssl_key_repository.empty())
              problems.push_back({"ssl_key_repository", "is required where connections are encrypted"});
            return problems;
          })
          .done();
  return type;
}

const schema::ObjectType& IbmMqChannel::type() {
  static const auto type =
      stored_only<IbmMqChannel>({.name = "ibm_mq_channel",
                                 .label = "IBM MQ channel",
                                 .help = "A queue whose messages a service receives",
                                 .table = "channel_wmq",
                                 .services = "zato.channel.jms-wmq",
                                 .noun = "ibm-mq-channel",
                                 .section = "channel_jms_wmq",
                                 .aliases = {"channel_ibm_mq", "channel-ibm-mq"}},
                                "no server receives from their queues yet")
          .field("def_id", &IbmMqChannel::def_id, definition_field())
          .field("queue", &IbmMqChannel::queue, {.help = "Queue to receive from", .required = true, .list = true})
          .field("service_id", &IbmMqChannel::service_id, service_field())
          .field("data_format", &IbmMqChannel::data_format, data_format_field())
          .done();
  return type;
}

const schema::ObjectType& OutgoingIbmMq::type() {
  static const auto type =
      stored_only<OutgoingIbmMq>({.name = "outgoing_ibm_mq",
                                  .label = "Outgoing IBM MQ connection",
                                  .help = "A queue manager that services send messages to",
                                  .table = "out_wmq",
                                  .services = "zato.outgoing.jms-wmq",
                                  .noun = "outgoing-ibm-mq",
                                  .section = "outconn_jms_wmq",
                                  .aliases = {"outgoing_ibm_mq", "outconn-ibm-mq"}},
                                 "services cannot send through them yet")
          .field("def_id", &OutgoingIbmMq::def_id, definition_field())
          .field("delivery_mode", &OutgoingIbmMq::delivery_mode,
                 {.help = "1: messages may be lost when the queue manager stops; 2: they survive",
                  .min = 1,
                  .max = 2,
                  .list = true})
          .field("priority", &OutgoingIbmMq::priority,
                 {.help = "Priority of messages", .min = 0, .max = 9, .list = true})
          .field("expiration", &OutgoingIbmMq::expiration,
                 {.help = "Milliseconds after which a message is dropped; nothing: never", .min = 0})
          .done();
  return type;
}

}  // namespace zato::objects
