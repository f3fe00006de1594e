#include "enmasse/zato_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace zato::enmasse {

using schema::Field;
using schema::ObjectType;

namespace {

struct Pair {
  std::string_view from;
  std::string_view to;
};

// Names of sections in 2.0, 3.2 and main that the types do not list themselves.
constexpr std::array kSections = {
    Pair{"def_sec", "security"},
    Pair{"outgoing_jms_wmq", "outconn_jms_wmq"},
    Pair{"job", "scheduler"},
};

// What Zato imports and we have no type for.
constexpr std::array kUnsupported = {
    Pair{"quota_tier", "Quota tiers"},
    Pair{"audit_retention", "Audit retention"},
    Pair{"audit_extraction", "Audit extraction"},
    Pair{"channel_as4", "AS4 channels"},
    Pair{"outgoing_as2", "AS2 connections"},
    Pair{"outgoing_as4", "AS4 connections"},
    Pair{"odoo", "Odoo connections"},
    Pair{"outconn_odoo", "Odoo connections"},
    Pair{"confluence", "Confluence connections"},
    Pair{"jira", "Jira connections"},
    Pair{"salesforce", "Salesforce connections"},
    Pair{"ldap", "LDAP connections"},
    Pair{"outgoing_ldap", "LDAP connections"},
    Pair{"llm", "LLM connections"},
    Pair{"odata", "OData connections"},
    Pair{"sap", "SAP connections"},
    Pair{"outconn_sap", "SAP connections"},
    Pair{"sftp", "SFTP connections"},
    Pair{"smb", "SMB connections"},
    Pair{"mongodb", "MongoDB connections"},
    Pair{"channel_azure_service_bus", "Azure Service Bus channels"},
    Pair{"outgoing_azure_service_bus", "Azure Service Bus connections"},
    Pair{"channel_kafka", "Kafka channels"},
    Pair{"outgoing_kafka", "Kafka connections"},
    Pair{"def_kafka", "Kafka connections"},
    Pair{"mcp_gateway", "MCP gateways"},
    Pair{"rule_engine_api", "Rule engine APIs"},
    Pair{"outgoing_graphql", "GraphQL connections"},
    Pair{"outgoing_grpc", "gRPC connections"},
    Pair{"grpc", "gRPC connections"},
    Pair{"channel_mllp", "HL7 MLLP channels"},
    Pair{"channel_hl7_mllp", "HL7 MLLP channels"},
    Pair{"outgoing_mllp", "HL7 MLLP connections"},
    Pair{"outgoing_fhir", "FHIR connections"},
    Pair{"microsoft_cloud", "Microsoft 365 connections"},
    Pair{"microsoft_teams", "Microsoft Teams connections"},
    Pair{"microsoft_fabric", "Microsoft Fabric connections"},
    Pair{"microsoft_power_automate", "Power Automate connections"},
    Pair{"slack", "Slack connections"},
    Pair{"elastic_search", "ElasticSearch connections"},
    Pair{"search_es", "ElasticSearch connections"},
    Pair{"search_solr", "Solr connections"},
    Pair{"pubsub_permission", "Pub/sub permissions"},
    Pair{"channel_openapi", "OpenAPI channels"},
    Pair{"alert_rules", "Alert rules"},
    Pair{"alert_notifications", "Alert notifications"},
    Pair{"web_socket", "WebSocket channels"},
    Pair{"channel_web_socket", "WebSocket channels"},
    Pair{"outgoing_wsx", "WebSocket connections"},
    Pair{"zato_generic_connection", "Generic connections"},
    Pair{"zato_generic_rest_wrapper", "REST wrappers"},
    Pair{"outconn_redis", "Redis connections"},
    Pair{"def_cassandra", "Cassandra connections"},
    Pair{"query_cassandra", "Cassandra queries"},
    Pair{"notif_sql", "SQL notifications"},
    Pair{"notif_cloud_openstack_swift", "OpenStack notifications"},
    Pair{"cloud_aws_s3", "AWS S3 connections"},
    Pair{"cloud_openstack_swift", "OpenStack Swift connections"},
    Pair{"def_namespace", "XML namespaces"},
    Pair{"def_cloud_openstack_swift", "OpenStack Swift connections"},
    Pair{"xpath", "XPath expressions"},
    Pair{"json_pointer", "JSON pointers"},
    Pair{"channel_stomp", "STOMP channels"},
    Pair{"outconn_stomp", "STOMP connections"},
    Pair{"outconn_sap_rfc", "SAP RFC connections"},
    Pair{"sms_twilio", "Twilio connections"},
    Pair{"rbac_role", "RBAC roles"},
    Pair{"rbac_permission", "RBAC permissions"},
    Pair{"rbac_client_role", "RBAC client roles"},
    Pair{"rbac_role_permission", "RBAC role permissions"},
    Pair{"vault_connection", "Vault connections"},
};

struct Key {
  std::string_view type;  // empty: any that has such a field
  std::string_view key;
  std::string_view field;
};

// Keys of items that the fields do not list themselves.
constexpr std::array kKeys = {
    Key{"", "security", "security_id"},
    Key{"", "security_name", "security_id"},
    Key{"", "sec_def", "security_id"},
    Key{"", "security_def", "security_id"},
    Key{"", "groups", "security_groups"},
    Key{"", "service", "service_id"},
    Key{"", "service_name", "service_id"},
    Key{"", "hook_service_name", "hook_service_id"},
    Key{"", "def", "def_id"},
    Key{"", "secret", "password"},
    Key{"", "password", "secret"},
    Key{"api_key", "username", "header"},
    Key{"oauth", "client_id", "username"},
    Key{"oauth", "client_secret", "password"},
    Key{"pubsub_subscription", "rest_method", "out_http_method"},
};

// Values.
constexpr std::array kValues = {
    Pair{"mysql", "mysql+pymysql"},
    Pair{"postgresql", "postgresql+pg8000"},
    Pair{"mssql", "zato+mssql1"},
};

constexpr std::array<std::string_view, 15> kWithoutMeaning = {
    "id",           "cluster_id",        "cluster_name", "opaque1",           "opaque",
    "is_internal",  "sec_type",          "connection",   "transport",         "is_wrapper",
    "wrapper_type", "security_sec_type", "impl_name",    "should_delete_all", "should_ignore_if_sub_exists"};

constexpr std::array<std::string_view, 4> kDefaultNames = {"zato", "admin", "pubapi", "ide_publisher"};

std::string flat(std::string_view name) { return base::replace_all(base::lower(name), "-", "_"); }

std::vector<const ObjectType*> named(const schema::Registry& registry, const std::string& section) {
  std::vector<const ObjectType*> out;
  for (const auto* type : registry.types()) {
    const auto& others = type->aliases;
    const bool alias =
        std::any_of(others.begin(), others.end(), [&](const auto& other) { return flat(other) == section; });
    if (is_in_documents(*type) && (type->section == section || alias)) out.push_back(type);
  }
  return out;
}

// 2.0 keeps channels and connections, REST and SOAP, in one list.
std::vector<const ObjectType*> of_table(const schema::Registry& registry, const std::string& table) {
  std::vector<const ObjectType*> out;
  for (const auto* type : registry.types()) {
    if (type->table == table && !type->fixed.empty() && is_in_documents(*type)) out.push_back(type);
  }
  return out;
}

}  // namespace

std::vector<const ObjectType*> types_of_section(const schema::Registry& registry, std::string_view section) {
  const auto wanted = flat(section);
  if (auto found = named(registry, wanted); !found.empty()) return found;
  for (const auto& [from, to] : kSections) {
    if (from != wanted) continue;
    if (auto found = named(registry, std::string(to)); !found.empty()) return found;
  }
  if (auto found = of_table(registry, wanted); !found.empty()) return found;
  const auto* type = registry.find(wanted);
  return type && is_in_documents(*type) ? std::vector{type} : std::vector<const ObjectType*>();
}

bool is_called(const ObjectType& type, std::string_view item_type) {
  const auto wanted = flat(item_type);
  const auto same = [&](std::string_view name) { return flat(name) == wanted; };
  if (same(type.name) || same(type.noun)) return true;
  if (std::any_of(type.aliases.begin(), type.aliases.end(), same)) return true;
  return std::any_of(type.fixed.begin(), type.fixed.end(), [&](const auto& fixed) { return same(fixed.second); });
}

std::string item_type(const ObjectType& type) {
  for (const auto& [column, value] : type.fixed) {
    if (column == "sec_type") return value == "oauth" ? "bearer_token" : value;
  }
  return type.name;
}

std::vector<std::string> section_names(const schema::Registry& registry) {
  std::vector<std::string> names;
  for (const auto* type : registry.types()) {
    if (is_in_documents(*type) && std::find(names.begin(), names.end(), type->section) == names.end())
      names.push_back(type->section);
  }
  for (const auto& [from, to] : kSections) names.emplace_back(from);
  return names;
}

std::string_view unsupported_section(std::string_view section) noexcept {
  if (section.starts_with("custom_")) return "Custom connections";
  const auto at =
      std::find_if(kUnsupported.begin(), kUnsupported.end(), [&](const Pair& pair) { return pair.from == section; });
  return at == kUnsupported.end() ? std::string_view() : at->to;
}

const Field* find_field(const ObjectType& type, std::string_view key) {
  const auto wanted = base::replace_all(std::string(key), "-", "_");
  if (const auto* field = type.find(wanted)) return field;
  if (const auto* field = type.find_reference(wanted)) return field;
  for (const auto& [only, from, to] : kKeys) {
    if (from != wanted || (!only.empty() && only != type.name)) continue;
    if (const auto* field = type.find(to)) return field;
  }
  return nullptr;
}

bool is_without_meaning(std::string_view key) noexcept {
  return std::find(kWithoutMeaning.begin(), kWithoutMeaning.end(), key) != kWithoutMeaning.end();
}

std::string canonical_value(const Field& field, std::string_view value) {
  for (const auto& [theirs, ours] : field.spellings) {
    if (theirs == value) return ours;
  }
  const auto& choices = field.one_of;
  if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return std::string(value);
  for (const auto& [from, to] : kValues) {
    if (from == value && std::find(choices.begin(), choices.end(), to) != choices.end()) return std::string(to);
  }
  return std::string(value);
}

bool is_default_object(std::string_view name) noexcept {
  return std::any_of(kDefaultNames.begin(), kDefaultNames.end(), [&](std::string_view prefix) {
    return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == '.');
  });
}

bool is_in_documents(const ObjectType& type) noexcept {
  return type.scope == schema::Scope::kCluster && type.name != "server" && type.name != "deployment";
}

bool is_deployed(const ObjectType& type) noexcept { return type.name == "service"; }

}  // namespace zato::enmasse
