// Groups of fields that several object types hold as a member.
#pragma once

#include <string>

#include "objects/rules.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct RateLimit {
  bool is_active = false;
  std::string type = "APPROXIMATE";
  std::string definition = {};  // one rule a line: address=rate/unit
  bool check_parent = true;

  static void describe(const auto& block) {
    const std::string group = "rate limit";
    block.field("is_rate_limit_active", &RateLimit::is_active,
                {.help = "Whether requests are limited", .group = group});
    block.field("rate_limit_type", &RateLimit::type,
                {.help = "Whether each worker counts for itself, or all of the cluster together",
                 .one_of = {"APPROXIMATE", "EXACT"},
                 .group = group});
    block.field("rate_limit_def", &RateLimit::definition,
                {.help = "Rules, one a line: an address, a network or *, then = and a rate such as 10/m",
                 .multiline = true,
                 .rule = rate_limit_lines,
                 .group = group});
    block.field("rate_limit_check_parent_def", &RateLimit::check_parent,
                {.help = "Whether the limits of the objects above apply too", .group = group});
  }
};

struct AuditLog {
  bool sent = false;
  bool received = false;
  std::int64_t messages_sent = 50;
  std::int64_t messages_received = 50;
  std::int64_t bytes_sent = 500;
  std::int64_t bytes_received = 500;

  static void describe(const auto& block) {
    const std::string group = "audit log";
    block.field("is_audit_log_sent_active", &AuditLog::sent,
                {.help = "Whether messages sent are kept", .group = group});
    block.field("is_audit_log_received_active", &AuditLog::received,
                {.help = "Whether messages received are kept", .group = group});
    block.field("max_len_messages_sent", &AuditLog::messages_sent,
                {.help = "How many messages sent are kept", .min = 0, .max = 100'000, .group = group});
    block.field("max_len_messages_received", &AuditLog::messages_received,
                {.help = "How many messages received are kept", .min = 0, .max = 100'000, .group = group});
    block.field("max_bytes_per_message_sent", &AuditLog::bytes_sent,
                {.help = "How many bytes of each message sent are kept", .min = 0, .max = 100'000'000, .group = group});
    block.field(
        "max_bytes_per_message_received", &AuditLog::bytes_received,
        {.help = "How many bytes of each message received are kept", .min = 0, .max = 100'000'000, .group = group});
  }
};

}  // namespace zato::objects
