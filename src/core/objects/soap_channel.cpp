#include "objects/soap_channel.hpp"

#include "objects/http_channel.hpp"

namespace zato::objects {

const schema::ObjectType& SoapChannel::type() {
  static const auto type =
      channel_messages(
          channel_security(
              channel_routing(
                  schema::Define<SoapChannel>(
                      {.name = "soap_channel",
                       .label = "SOAP channel",
                       .help = "A path and a SOAP action of the HTTP front and the service they invoke",
                       .table = "http_soap",
                       .services = "zato.http-soap",
                       .noun = "soap-channel",
                       .section = "channel_soap",
                       .aliases = {"channel-soap"},
                       .runtime = schema::Runtime::kStoredOnly,
                       .runtime_note = "SOAP channels are stored and validated; no server answers on them yet"})
                      .fixed("connection", "channel")
                      .fixed("transport", "soap"))
                  .field("soap_action", &SoapChannel::soap_action,
                         {.help = "SOAPAction that requests must carry; empty accepts all", .list = true})
                  .field("soap_version", &SoapChannel::soap_version,
                         {.help = "Version of SOAP", .one_of = {"1.1", "1.2"}})))
          .unique({"url_path", "soap_action", "method", "http_accept"})
          .done();
  return type;
}

}  // namespace zato::objects
