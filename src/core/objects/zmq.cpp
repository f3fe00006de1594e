#include "objects/zmq.hpp"

#include "objects/connection_fields.hpp"
#include "objects/rules.hpp"

namespace zato::objects {

namespace {

schema::Meta address_field() {
  return {.help = "Address of the socket, as in tcp://*:5555",
          .required = true,
          .max = 2000,
          .rule = zmq_address,
          .list = true};
}

schema::Meta method_field() {
  return {.help = "Whether the socket listens at its address or connects to it",
          .required = true,
          .one_of = {"bind", "connect"},
          .list = true};
}

}  // namespace

const schema::ObjectType& ZmqChannel::type() {
  static const auto type = stored_only<ZmqChannel>({.name = "zmq_channel",
                                                    .label = "ZeroMQ channel",
                                                    .help = "A socket whose messages a service receives",
                                                    .table = "channel_zmq",
                                                    .services = "zato.channel.zmq",
                                                    .noun = "zmq-channel",
                                                    .section = "channel_zmq",
                                                    .aliases = {"channel-zmq"}},
                                                   "no server receives from their sockets yet")
                               .field("address", &ZmqChannel::address, address_field())
                               .field("socket_type", &ZmqChannel::socket_type,
                                      {.help = "Kind of the socket; MDP01 is a worker of the Majordomo protocol",
                                       .required = true,
                                       .one_of = {"PULL", "SUB", "MDP01"},
                                       .list = true})
                               .field("socket_method", &ZmqChannel::socket_method, method_field())
                               .field("sub_key", &ZmqChannel::sub_key,
                                      {.help = "What messages must begin with to reach a SUB socket; empty takes all"})
                               .field("pool_strategy", &ZmqChannel::pool_strategy,
                                      {.help = "Whether messages are handled one after the other",
                                       .required = true,
                                       .one_of = {"single", "unlimited"}})
                               .field("service_source", &ZmqChannel::service_source,
                                      {.help = "Whether this channel or each message says which service is invoked",
                                       .required = true,
                                       .one_of = {"zato", "mdp01"}})
                               .field("service_id", &ZmqChannel::service_id, service_field())
                               .field("data_format", &ZmqChannel::data_format, data_format_field())
                               .check([](const ZmqChannel& channel) {
                                 std::vector<schema::Problem> problems;
                                 if (channel.service_source == "mdp01" && channel.socket_type != "MDP01")
                                   problems.push_back({"service_source", "may be mdp01 on MDP01 sockets only"});
                                 return problems;
                               })
                               .done();
  return type;
}

const schema::ObjectType& OutgoingZmq::type() {
  static const auto type =
      stored_only<OutgoingZmq>({.name = "outgoing_zmq",
                                .label = "Outgoing ZeroMQ connection",
                                .help = "A socket that services send messages through",
                                .table = "out_zmq",
                                .services = "zato.outgoing.zmq",
                                .noun = "outgoing-zmq",
                                .section = "outconn_zmq",
                                .aliases = {"outgoing_zmq", "outconn-zmq"}},
                               "services cannot send through them yet")
          .field("address", &OutgoingZmq::address, address_field())
          .field("socket_type", &OutgoingZmq::socket_type,
                 {.help = "Kind of the socket", .required = true, .one_of = {"PUSH", "PUB"}, .list = true})
          .field("socket_method", &OutgoingZmq::socket_method, method_field())
          .done();
  return type;
}

}  // namespace zato::objects
