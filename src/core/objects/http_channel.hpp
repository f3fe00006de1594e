// The fields that REST and SOAP channels have in common, for the files that describe those two. T holds them as members
// of these names.
#pragma once

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

template <class T>
schema::Define<T> channel_routing(schema::Define<T> define) {
  return std::move(define)
      .field("name", &T::name, {.help = "Unique name of the channel", .required = true, .unique = true, .list = true})
      .field("is_active", &T::is_active, {.help = "Whether the channel accepts requests", .list = true})
      .field("is_internal", &T::is_internal,
             {.help = "Whether the channel is a part of the platform", .list = true, .internal = true})
      .field("url_path", &T::url_path,
             {.help = "Path of the URL; {name} stands for a parameter",
              .required = true,
              .max = 2000,
              .rule = url_path,
              .list = true})
      .field("method", &T::method,
             {.help = "HTTP method that the channel accepts; empty accepts all",
              .one_of = {"", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"},
              .list = true})
      .field("service_id", &T::service_id,
             {.help = "Service that requests invoke",
              .required = true,
              .ref = "service",
              .by_name = "service",
              .list = true})
      .field("match_slash", &T::match_slash, {.help = "Whether a parameter of the path may contain slashes"})
      .field("http_accept", &T::http_accept, {.help = "Accept header that requests must match", .required = true});
}

template <class T>
schema::Define<T> channel_security(schema::Define<T> define) {
  const std::string group = "security";
  return std::move(define)
      .field("security_id", &T::security_id,
             {.help = "Credentials that requests must carry; none leaves the channel open",
              .ref = "security",
              .only = {"apikey", "basic_auth", "jwt", "tls_channel_sec", "wss"},
              .aliases = {"sec_def"},
              .group = group,
              .list = true})
      .field("security_groups", &T::security_groups,
             {.help = "Groups of credentials any one of which is enough",
              .items = "security_group",
              .aliases = {"groups"},
              .group = group})
      .field("has_rbac", &T::has_rbac, {.help = "Whether roles are looked up for callers", .group = group})
      .field("sec_use_rbac", &T::sec_use_rbac,
             {.help = "Whether roles and permissions decide who may call", .group = group})
      .block(&T::rate_limit);
}

template <class T>
schema::Define<T> channel_messages(schema::Define<T> define) {
  const std::string group = "data";
  return std::move(define)
      .field("data_format", &T::data_format,
             {.help = "How requests and responses are read and written; empty passes them through",
              .one_of = {"", "json", "xml", "csv", "form", "post", "hl7-v2"},
              .group = group,
              .list = true})
      .field("url_params_pri", &T::url_params_pri,
             {.help = "Which wins where path and query string name the same parameter",
              .one_of = {"qs-over-path", "path-over-qs"},
              .group = group})
      .field("params_pri", &T::params_pri,
             {.help = "Which wins where the URL and the message name the same parameter",
              .one_of = {"channel-params-over-msg", "msg-over-channel-params"},
              .group = group})
      .field("merge_url_params_req", &T::merge_url_params_req,
             {.help = "Whether parameters of the URL become a part of the service's input", .group = group})
      .field("content_type", &T::content_type, {.help = "Content-Type of responses", .group = group})
      .field("content_encoding", &T::content_encoding,
             {.help = "Compression of responses", .one_of = {"", "gzip"}, .group = group})
      .field("data_encoding", &T::data_encoding,
             {.help = "Character set of messages that are text; services see UTF-8", .rule = charset, .group = group})
      .field("cache_id", &T::cache_id,
             {.help = "Cache that keeps responses; none: each request invokes the service",
              .ref = "cache",
              .group = group})
      .field("cache_expiry", &T::cache_expiry,
             {.help = "Seconds for which a cached response stays; 0 keeps it", .min = 0, .group = group})
      .block(&T::audit);
}

}  // namespace zato::objects
