// What outgoing REST and SOAP connections have in common: the server, how it is called, how each side proves who it is.
#pragma once

#include <optional>
#include <string>

#include "objects/rules.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct HttpTarget {
  std::string host = "http://";
  std::string url_path = "/";
  std::string method = {};  // empty: chosen by each call
  std::string data_format = {};
  std::string content_type = {};
  std::string content_encoding = {};
  std::int64_t timeout = 10;  // seconds
  std::int64_t pool_size = 20;
  std::string ping_method = "HEAD";
  std::optional<schema::Id> security_id = {};
  std::optional<schema::Id> sec_tls_ca_cert_id = {};  // nothing: what the operating system trusts
  bool tls_verify = true;

  static void describe(const auto& block) {
    block.field("host", &HttpTarget::host,
                {.help = "Address of the server: http:// or https://, host and port",
                 .required = true,
                 .rule = http_host,
                 .list = true});
    block.field("url_path", &HttpTarget::url_path,
                {.help = "Path at that server; {name} stands for a parameter of the call",
                 .required = true,
                 .max = 2000,
                 .rule = target_path,
                 .list = true});
    block.field("method", &HttpTarget::method,
                {.help = "HTTP method of calls; empty leaves it to the caller", .rule = method_name});
    block.field("timeout", &HttpTarget::timeout,
                {.help = "Seconds after which a call is given up", .min = 1, .max = 86'400});
    block.field("pool_size", &HttpTarget::pool_size,
                {.help = "How many connections there are at most; calls beyond that wait for one", .min = 1, .max = 10'000});
    block.field("ping_method", &HttpTarget::ping_method,
                {.help = "HTTP method that pings use", .required = true, .rule = method_name});
    describe_security(block);
    describe_data(block);
  }

 private:
  static void describe_security(const auto& block) {
    const std::string group = "security";
    block.field("security_id", &HttpTarget::security_id,
                {.help = "Credentials that calls carry",
                 .ref = "security",
                 .only = {"apikey", "basic_auth", "ntlm", "oauth", "tls_key_cert"},
                 .aliases = {"security", "sec_def"},
                 .group = group,
                 .list = true});
    block.field("sec_tls_ca_cert_id", &HttpTarget::sec_tls_ca_cert_id,
                {.help = "Authority whose certificates are trusted; none stands for those of the operating system",
                 .ref = "tls_ca_cert",
                 .group = group});
    block.field("tls_verify", &HttpTarget::tls_verify,
                {.help = "Whether the server's certificate is checked", .group = group});
  }

  static void describe_data(const auto& block) {
    const std::string group = "data";
    block.field("data_format", &HttpTarget::data_format,
                {.help = "How requests and responses are written and read; empty passes them through",
                 .one_of = {"", "json", "xml", "csv", "form", "post", "hl7-v2"},
                 .group = group,
                 .list = true});
    block.field("content_type", &HttpTarget::content_type, {.help = "Content-Type of requests", .group = group});
    block.field("content_encoding", &HttpTarget::content_encoding,
                {.help = "Compression of requests", .one_of = {"", "gzip"}, .group = group});
  }
};

}  // namespace zato::objects
