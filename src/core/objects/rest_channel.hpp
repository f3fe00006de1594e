// REST channel: a path of the HTTP front, the service it invokes and what is asked of its callers.
#pragma once

#include <optional>
#include <string>

#include "objects/blocks.hpp"

namespace zato::objects {

struct RestChannel {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  std::string url_path = {};
  std::string method = {};  // empty: any
  schema::Id service_id = 0;
  std::optional<schema::Id> security_id = {};  // nothing: open to everybody
  schema::List security_groups = {};
  std::string data_format = {};
  bool match_slash = true;
  std::string http_accept = "*/*";
  std::string url_params_pri = "qs-over-path";
  std::string params_pri = "channel-params-over-msg";
  bool merge_url_params_req = true;
  std::string content_type = {};
  std::string content_encoding = {};
  std::string data_encoding = "utf-8";
  std::optional<schema::Id> cache_id = {};
  std::int64_t cache_expiry = 0;  // seconds; 0: for ever
  bool has_rbac = false;
  bool sec_use_rbac = false;
  std::string hl7_version = "hl7-v2";
  std::string json_path = {};
  bool should_parse_on_input = false;
  bool should_validate = false;
  bool should_return_errors = false;
  schema::List service_whitelist = {};
  RateLimit rate_limit = {};
  AuditLog audit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
