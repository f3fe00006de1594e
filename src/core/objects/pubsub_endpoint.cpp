#include "objects/pubsub_endpoint.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& PubSubEndpoint::type() {
  static const auto type =
      schema::Define<PubSubEndpoint>(
          {.name = "pubsub_endpoint",
           .label = "Endpoint",
           .help = "Who may publish to and subscribe to which topics",
           .services = "zato.pubsub.endpoint",
           .noun = "pubsub-endpoint",
           .aliases = {"endpoint"},
           .runtime = schema::Runtime::kStoredOnly,
           .runtime_note = "Endpoints are stored and validated; nobody publishes or subscribes yet"})
          .field("name", &PubSubEndpoint::name,
                 {.help = "Unique name of the endpoint", .required = true, .unique = true, .list = true})
          .field("is_active", &PubSubEndpoint::is_active,
                 {.help = "Whether the endpoint may publish and subscribe", .list = true})
          .field("is_internal", &PubSubEndpoint::is_internal,
                 {.help = "Whether the endpoint is a part of the platform", .internal = true})
          .field("endpoint_type", &PubSubEndpoint::endpoint_type,
                 {.help = "Whether the endpoint is a REST client, a WebSocket, a service or a part of the platform",
                  .required = true,
                  .one_of = {"rest", "wsx", "srv", "internal"},
                  .spellings = {{"service", "srv"}},
                  .list = true})
          .field("role", &PubSubEndpoint::role,
                 {.help = "Whether the endpoint publishes, subscribes or both",
                  .required = true,
                  .one_of = {"pub-only", "sub-only", "pub-sub"},
                  .list = true})
          .field("topic_patterns", &PubSubEndpoint::topic_patterns,
                 {.help = "Topics that the endpoint may use, one pub=pattern or sub=pattern a line",
                  .multiline = true,
                  .rule = pattern_lines,
                  .list = true})
          .field("security_id", &PubSubEndpoint::security_id,
                 {.help = "Credentials by which a REST client is known",
                  .ref = "security",
                  .aliases = {"sec_name"},
                  .list = true})
          .field("service_id", &PubSubEndpoint::service_id,
                 {.help = "Service that is the endpoint", .ref = "service", .by_name = "service_name", .list = true})
          .unique({"security_id"})
          .unique({"service_id"})
          .check([](const PubSubEndpoint& endpoint) {
            std::vector<schema::Problem> problems;
            if (endpoint.endpoint_type == "srv" && !endpoint.service_id)
              problems.push_back({"service_id", "is required of an endpoint that is a service"});
            return problems;
          })
          .done();
  return type;
}

}  // namespace zato::objects
