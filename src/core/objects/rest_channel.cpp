#include "objects/rest_channel.hpp"

#include "objects/http_channel.hpp"

namespace zato::objects {

namespace {

schema::Define<RestChannel> hl7(schema::Define<RestChannel> define) {
  const std::string group = "hl7";
  return std::move(define)
      .field("hl7_version", &RestChannel::hl7_version, {.help = "Version of HL7 messages", .group = group})
      .field("json_path", &RestChannel::json_path,
             {.help = "Where in a JSON document the HL7 message is", .group = group})
      .field("should_parse_on_input", &RestChannel::should_parse_on_input,
             {.help = "Whether services receive messages parsed", .group = group})
      .field("should_validate", &RestChannel::should_validate,
             {.help = "Whether messages are validated", .group = group})
      .field("should_return_errors", &RestChannel::should_return_errors,
             {.help = "Whether callers are told what was wrong with a message", .group = group});
}

}  // namespace

const schema::ObjectType& RestChannel::type() {
  static const auto type =
      hl7(channel_messages(channel_security(channel_routing(
                               schema::Define<RestChannel>({.name = "rest_channel",
                                                            .label = "REST channel",
                                                            .help = "A path of the HTTP front and the service it "
                                                                    "invokes",
                                                            .table = "http_soap",
                                                            .services = "zato.http-soap",
                                                            .noun = "rest-channel",
                                                            .section = "channel_rest",
                                                            .aliases = {"channel_plain_http", "channel-rest"}})
                                   .fixed("connection", "channel")
                                   .fixed("transport", "plain_http"))))
              .field("service_whitelist", &RestChannel::service_whitelist,
                     {.help = "Services that a gateway on this channel may invoke",
                      .aliases = {"gateway_service_list"},
                      .group = "data"}))
          .unique({"url_path", "method", "http_accept"})
          .done();
  return type;
}

}  // namespace zato::objects
