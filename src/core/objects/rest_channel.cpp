#include "objects/rest_channel.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

namespace {

using schema::Define;

Define<RestChannel> routing(Define<RestChannel> define) {
  return std::move(define)
      .field("name", &RestChannel::name,
             {.help = "Unique name of the channel", .required = true, .unique = true, .list = true})
      .field("is_active", &RestChannel::is_active, {.help = "Whether the channel accepts requests", .list = true})
      .field("is_internal", &RestChannel::is_internal,
             {.help = "Whether the channel is a part of the platform", .list = true, .internal = true})
      .field(
          "url_path", &RestChannel::url_path,
          {.help = "Path of the URL; {name} stands for a parameter", .required = true, .rule = url_path, .list = true})
      .field("method", &RestChannel::method,
             {.help = "HTTP method that the channel accepts; empty accepts all",
              .one_of = {"", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"},
              .list = true})
      .field("service_id", &RestChannel::service_id,
             {.help = "Service that requests invoke",
              .required = true,
              .ref = "service",
              .by_name = "service",
              .list = true})
      .field("match_slash", &RestChannel::match_slash, {.help = "Whether a parameter of the path may contain slashes"})
      .field("http_accept", &RestChannel::http_accept,
             {.help = "Accept header that requests must match", .required = true});
}

Define<RestChannel> security(Define<RestChannel> define) {
  return std::move(define)
      .field("security_id", &RestChannel::security_id,
             {.help = "Credentials that requests must carry; none leaves the channel open",
              .ref = "security",
              .group = "security",
              .list = true})
      .field("security_groups", &RestChannel::security_groups,
             {.help = "Groups of credentials any one of which is enough", .group = "security"})
      .field("sec_use_rbac", &RestChannel::sec_use_rbac,
             {.help = "Whether roles and permissions decide who may call", .group = "security"});
}

Define<RestChannel> messages(Define<RestChannel> define) {
  return std::move(define)
      .field("data_format", &RestChannel::data_format,
             {.help = "How requests and responses are read and written; empty passes them through",
              .one_of = {"", "json", "xml", "csv", "form", "post", "hl7-v2"},
              .group = "data",
              .list = true})
      .field("url_params_pri", &RestChannel::url_params_pri,
             {.help = "Which wins where path and query string name the same parameter",
              .one_of = {"qs-over-path", "path-over-qs"},
              .group = "data"})
      .field("params_pri", &RestChannel::params_pri,
             {.help = "Which wins where the URL and the message name the same parameter",
              .one_of = {"channel-params-over-msg", "msg-over-channel-params"},
              .group = "data"})
      .field("merge_url_params_req", &RestChannel::merge_url_params_req,
             {.help = "Whether parameters of the URL become a part of the service's input", .group = "data"})
      .field("content_type", &RestChannel::content_type, {.help = "Content-Type of responses", .group = "data"})
      .field("content_encoding", &RestChannel::content_encoding,
             {.help = "Compression of responses", .one_of = {"", "gzip"}, .group = "data"})
      .field("data_encoding", &RestChannel::data_encoding, {.help = "Character set of messages", .group = "data"})
      .field("cache_expiry", &RestChannel::cache_expiry,
             {.help = "Seconds for which a cached response stays; 0 keeps it", .min = 0, .group = "data"})
      .field("hl7_version", &RestChannel::hl7_version, {.help = "Version of HL7 messages", .group = "hl7"})
      .field("json_path", &RestChannel::json_path,
             {.help = "Where in a JSON document the HL7 message is", .group = "hl7"})
      .field("should_parse_on_input", &RestChannel::should_parse_on_input,
             {.help = "Whether services receive messages parsed", .group = "hl7"})
      .field("should_validate", &RestChannel::should_validate,
             {.help = "Whether messages are validated", .group = "hl7"})
      .field("should_return_errors", &RestChannel::should_return_errors,
             {.help = "Whether callers are told what was wrong with a message", .group = "hl7"})
      .field("service_whitelist", &RestChannel::service_whitelist,
             {.help = "Services that a gateway on this channel may invoke", .group = "data"})
      .block(&RestChannel::rate_limit)
      .block(&RestChannel::audit);
}

}  // namespace

const schema::ObjectType& RestChannel::type() {
  static const auto type =
      messages(security(routing(Define<RestChannel>({.name = "rest_channel",
                                                     .label = "REST channel",
                                                     .help = "A path of the HTTP front and the service it invokes",
                                                     .table = "http_soap",
                                                     .services = "zato.http-soap",
                                                     .noun = "rest-channel",
                                                     .section = "channel_rest"})
                                    .fixed("connection", "channel")
                                    .fixed("transport", "plain_http"))))
          .unique({"url_path", "method", "http_accept"})
          .done();
  return type;
}

}  // namespace zato::objects
