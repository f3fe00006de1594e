#include <gmock/gmock.h>

#include "enmasse/export.hpp"
#include "enmasse/load.hpp"
#include "enmasse/yaml_text.hpp"
#include "enmasse/zato_names.hpp"
#include "objects/all.hpp"

namespace zato::enmasse {
namespace {

// What an object's name, one line of anything, becomes when it was written and read again.
std::string through_yaml(const std::string& text) {
  const auto node = read_yaml("a: " + yaml_string(text) + "\n", "test");
  if (!node) return node.error().message;
  return node->find("a")->kind == Node::Kind::kNull ? "(null)" : node->find("a")->text;
}

TEST(YamlText, ComesBackByteForByte) {
  for (const std::string text : {"plain",
                                 "",
                                 " ",
                                 " leading",
                                 "trailing ",
                                 "no",
                                 "null",
                                 "~",
                                 "123",
                                 "1.5",
                                 "0x10",
                                 "a: b",
                                 "a #b",
                                 "- a",
                                 "{x}",
                                 "[x]",
                                 "*a",
                                 "&a",
                                 "!a",
                                 "'",
                                 "\"",
                                 "\\",
                                 "a\\nb",
                                 "tab\there",
                                 "line\nbreak",
                                 "umlaut \xc3\xa4",
                                 "\xe2\x80\xa8",
                                 "\xc2\x85",
                                 "\xef\xbb\xbf",
                                 "\xf0\x9f\x98\x80",
                                 "\x7f",
                                 "\x01",
                                 "%d",
                                 "@x",
                                 "`x`",
                                 "<<",
                                 "---",
                                 "...",
                                 "?",
                                 "a,b",
                                 "2026-01-01"}) {
    EXPECT_EQ(through_yaml(text), text);
  }
}

TEST(YamlText, OfManyLinesIsABlockWhereThatIsSafe) {
  EXPECT_EQ(yaml_block("a\nb", 2), "|-\n  a\n  b");
  EXPECT_EQ(yaml_block("a\n\nb\n", 2), "|\n  a\n\n  b");
  for (const char* text : {"one", " a\nb", "a \nb", "a\n\n", "\na", "a\nb\x01", "a\n "})
    EXPECT_EQ(yaml_block(text, 2), "") << text;
}

TEST(Files, AreReadAsTheyWereWritten) {
  const std::string text = R"(security:
  - name: crm.user
    type: basic_auth
    username: crm
    realm: "My realm: #1"

channel_rest:
  - name: crm
    is_active: false
    url_path: "/crm/{id}"
    service: demo.echo
    service_whitelist:
      - one
      - "2"
    rate_limit_def: |-
      *=10/m
      127.0.0.1=*
)";
  const auto& registry = objects::all();
  const auto read = parse(text, "zato.yaml", registry);
  EXPECT_EQ(to_text(read.problems), "");
  EXPECT_EQ(to_yaml_file(registry, read.document), text);
  const auto json = to_json_file(registry, read.document);
  const auto again = parse(json, "zato.json", registry);
  EXPECT_EQ(to_text(again.problems), "");
  EXPECT_EQ(to_yaml_file(registry, again.document), text);
}

TEST(Files, OfNothingHoldNothing) { EXPECT_EQ(to_yaml_file(objects::all(), {}), "{}\n"); }

// What an export writes leads the import to the same type.
TEST(Sections, LeadBackToTheirTypes) {
  const auto& registry = objects::all();
  for (const auto* type : registry.types()) {
    if (!is_in_documents(*type)) continue;
    const auto types = types_of_section(registry, type->section);
    ASSERT_FALSE(types.empty()) << type->name;
    if (types.size() == 1) {
      EXPECT_EQ(types.front(), type) << type->section;
      continue;
    }
    for (const auto* other : types) EXPECT_EQ(is_called(*other, item_type(*type)), other == type) << type->name;
  }
}

// Every section that some version of Zato's enmasse names is either read here or refused by name.
TEST(Sections, OfEachVersionOfZatoAreKnown) {
  for (const char* section : {"security",        "def_sec",
                              "channel_rest",    "channel_plain_http",
                              "outgoing_rest",   "outconn_plain_http",
                              "channel_soap",    "outconn_soap",
                              "outgoing_soap",   "zato_cache_builtin",
                              "security_groups", "groups",
                              "outconn_sql",     "sql",
                              "scheduler",       "pubsub_topic",
                              "pubsub_endpoint", "pubsub_subscription",
                              "def_amqp",        "channel_amqp",
                              "outconn_amqp",    "outgoing_amqp",
                              "channel_zmq",     "outconn_zmq",
                              "email_smtp",      "email_imap",
                              "outconn_ftp",     "ftp",
                              "def_jms_wmq",     "channel_jms_wmq",
                              "outconn_jms_wmq", "channel_ibm_mq",
                              "outgoing_ibm_mq", "http_soap"}) {
    EXPECT_FALSE(types_of_section(objects::all(), section).empty()) << section;
  }
  for (const char* section : {"outgoing_ldap",
                              "outgoing_wsx",
                              "zato_generic_connection",
                              "zato_generic_rest_wrapper",
                              "web_socket",
                              "outconn_redis",
                              "def_cassandra",
                              "search_es",
                              "search_solr",
                              "cloud_aws_s3",
                              "def_namespace",
                              "rbac_role",
                              "quota_tier",
                              "channel_as4",
                              "odoo",
                              "confluence",
                              "jira",
                              "salesforce",
                              "llm",
                              "odata",
                              "sap",
                              "sftp",
                              "smb",
                              "mongodb",
                              "channel_kafka",
                              "mcp_gateway",
                              "rule_engine_api",
                              "outgoing_graphql",
                              "grpc",
                              "channel_mllp",
                              "outgoing_fhir",
                              "microsoft_cloud",
                              "slack",
                              "elastic_search",
                              "outgoing_as2",
                              "pubsub_permission",
                              "channel_openapi",
                              "alert_rules",
                              "custom_thing"}) {
    EXPECT_FALSE(unsupported_section(section).empty()) << section;
  }
}

}  // namespace
}  // namespace zato::enmasse
