// How messages of a subscription reach whoever subscribed: pace and retries, and the place they are delivered to.
#pragma once

#include <optional>
#include <string>

#include "objects/rules.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct PubSubDelivery {
  std::string method = "notify";
  std::string data_format = "json";
  std::int64_t batch_size = 500;
  std::int64_t max_size = 500'000;  // bytes
  bool wrap_one_msg_in_list = true;
  std::int64_t max_retry = 123'456'789;
  bool err_should_block = true;
  std::int64_t wait_sock_err = 10;     // seconds
  std::int64_t wait_non_sock_err = 3;  // seconds

  static void describe(const auto& block) {
    const std::string group = "delivery";
    block.field("delivery_method", &PubSubDelivery::method,
                {.help = "Whether messages are sent to the subscriber or wait until asked for",
                 .required = true,
                 .one_of = {"notify", "pull", "web-socket"},
                 .group = group,
                 .list = true});
    block.field("delivery_data_format", &PubSubDelivery::data_format,
                {.help = "How messages are written", .one_of = {"csv", "dict", "json", "post"}, .group = group});
    block.field("delivery_batch_size", &PubSubDelivery::batch_size,
                {.help = "How many messages are delivered at once", .min = 1, .max = 1'000'000, .group = group});
    block.field("delivery_max_size", &PubSubDelivery::max_size,
                {.help = "How many bytes are delivered at once", .min = 1, .group = group});
    block.field("wrap_one_msg_in_list", &PubSubDelivery::wrap_one_msg_in_list,
                {.help = "Whether a single message is delivered as a list too", .group = group});
    block.field("delivery_max_retry", &PubSubDelivery::max_retry,
                {.help = "How often delivery is tried again", .min = 0, .group = group});
    block.field("delivery_err_should_block", &PubSubDelivery::err_should_block,
                {.help = "Whether a message that cannot be delivered holds up those after it", .group = group});
    block.field("wait_sock_err", &PubSubDelivery::wait_sock_err,
                {.help = "Seconds to wait after a failure of the network", .min = 0, .max = 86'400, .group = group});
    block.field("wait_non_sock_err", &PubSubDelivery::wait_non_sock_err,
                {.help = "Seconds to wait after any other failure", .min = 0, .max = 86'400, .group = group});
  }
};

struct PubSubTarget {
  std::optional<schema::Id> rest_id = {};
  std::string http_method = "POST";
  std::optional<schema::Id> soap_id = {};
  std::optional<schema::Id> service_id = {};
  std::optional<schema::Id> hook_service_id = {};
  std::optional<schema::Id> amqp_id = {};
  std::string amqp_exchange = {};
  std::string amqp_routing_key = {};
  schema::List files_directories = {};
  schema::List ftp_directories = {};
  std::string sms_twilio_from = {};
  schema::List sms_twilio_to = {};
  std::optional<schema::Id> smtp_id = {};
  std::string smtp_subject = {};
  std::string smtp_from = {};
  schema::List smtp_to = {};
  std::string smtp_body = {};
  bool smtp_is_html = true;

  bool is_given() const {
    return rest_id || soap_id || service_id || amqp_id || smtp_id || !files_directories.empty() ||
           !ftp_directories.empty() || !sms_twilio_to.empty();
  }

  static void describe(const auto& block) {
    const std::string group = "target";
    block.field("out_rest_http_soap_id", &PubSubTarget::rest_id,
                {.help = "REST connection that messages are sent to",
                 .ref = "outgoing_rest",
                 .by_name = "rest_connection",
                 .aliases = {"push_rest_endpoint"},
                 .group = group});
    block.field("out_http_method", &PubSubTarget::http_method,
                {.help = "HTTP method of such calls", .rule = method_name, .aliases = {"rest_method"}, .group = group});
    block.field("out_soap_http_soap_id", &PubSubTarget::soap_id,
                {.help = "SOAP connection that messages are sent to",
                 .ref = "outgoing_soap",
                 .by_name = "soap_connection",
                 .group = group});
    block.field("service_id", &PubSubTarget::service_id,
                {.help = "Service that messages are handed to",
                 .ref = "service",
                 .by_name = "service",
                 .aliases = {"push_service"},
                 .group = group});
    block.field("hook_service_id", &PubSubTarget::hook_service_id,
                {.help = "Service that is asked about each message", .ref = "service", .group = group});
    block.field(
        "out_amqp_id", &PubSubTarget::amqp_id,
        {.help = "AMQP connection that messages are published through", .ref = "outgoing_amqp", .group = group});
    block.field("amqp_exchange", &PubSubTarget::amqp_exchange,
                {.help = "Exchange that messages are published to", .group = group});
    block.field("amqp_routing_key", &PubSubTarget::amqp_routing_key,
                {.help = "Routing key of messages published", .group = group});
    block.field("files_directory_list", &PubSubTarget::files_directories,
                {.help = "Directories that messages are written to", .max = 2000, .group = group});
    block.field("ftp_directory_list", &PubSubTarget::ftp_directories,
                {.help = "Directories of FTP servers that messages are written to", .max = 2000, .group = group});
    describe_people(block);
  }

 private:
  static void describe_people(const auto& block) {
    const std::string group = "people";
    block.field("sms_twilio_from", &PubSubTarget::sms_twilio_from,
                {.help = "Number that text messages come from", .group = group});
    block.field("sms_twilio_to_list", &PubSubTarget::sms_twilio_to,
                {.help = "Numbers that text messages are sent to", .group = group});
    block.field("out_smtp_id", &PubSubTarget::smtp_id,
                {.help = "SMTP connection that e-mail is sent through", .ref = "smtp", .group = group});
    block.field("smtp_subject", &PubSubTarget::smtp_subject,
                {.help = "Subject of e-mail", .max = 1000, .group = group});
    block.field("smtp_from", &PubSubTarget::smtp_from, {.help = "Sender of e-mail", .group = group});
    block.field("smtp_to_list", &PubSubTarget::smtp_to, {.help = "Recipients of e-mail", .group = group});
    block.field("smtp_body", &PubSubTarget::smtp_body,
                {.help = "Text of e-mail around the message", .multiline = true, .group = group});
    block.field("smtp_is_html", &PubSubTarget::smtp_is_html, {.help = "Whether that text is HTML", .group = group});
  }
};

}  // namespace zato::objects
