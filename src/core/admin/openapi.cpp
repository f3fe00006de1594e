#include "admin/openapi.hpp"

#include "zato/version.hpp"

namespace zato::admin {

using schema::Field;
using schema::Kind;

namespace {

constexpr const char* kPath = "/zato/api/invoke/";

Json type_of(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return {{"type", "boolean"}};
    case Kind::kInt:
    case Kind::kRef:
      return {{"type", "integer"}, {"format", "int64"}};
    case Kind::kFloat:
      return {{"type", "number"}};
    case Kind::kList:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case Kind::kSecret:
      return {{"type", "string"}, {"format", "password"}};
    default:
      return {{"type", "string"}};
  }
}

// The rules of a field, as far as JSON Schema has words for them.
void add_rules(Json& out, const Field& field, bool by_name, bool for_input) {
  const bool number = field.kind == Kind::kInt || field.kind == Kind::kFloat;
  const bool text = field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kSecret;
  if (!by_name && for_input) {
    if (!field.one_of.empty()) out["enum"] = field.one_of;
    if (field.min) out[number ? "minimum" : "minLength"] = *field.min;
    if (field.max) out[number ? "maximum" : "maxLength"] = *field.max;
    if (!number && !text) out.erase("minLength"), out.erase("maxLength");
  }
  if (field.nullable) out["type"] = {out["type"], "null"};
  if (field.internal && for_input) out["readOnly"] = true;
  if (field.kind == Kind::kSecret && for_input) out["writeOnly"] = true;
}

Json property(const Parameter& parameter, bool for_input) {
  Json out = parameter.any ? Json::object() : type_of(parameter.kind);
  if (!parameter.help.empty()) out["description"] = parameter.help;
  const bool by_name = parameter.field && parameter.field->kind != parameter.kind;
  if (parameter.field) add_rules(out, *parameter.field, by_name, for_input);
  return out;
}

Json object_of(const Shape& shape, bool for_input) {
  Json properties = Json::object(), required = Json::array();
  for (const auto& parameter : shape.parameters) {
    properties[parameter.name] = property(parameter, for_input);
    if (parameter.required) required.push_back(parameter.name);
  }
  Json out = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) out["required"] = std::move(required);
  if (for_input && !shape.open) out["additionalProperties"] = false;
  return out;
}

Json reference(const std::string& kind, const std::string& name) {
  return {{"$ref", "#/components/" + kind + "/" + name}};
}

std::string id_of(const Service& service) {
  const auto element = response_element(service.name);
  return element.substr(0, element.rfind('_'));
}

Json json_content(Json schema) { return {{"application/json", {{"schema", std::move(schema)}}}}; }

Json responses(const Service& service, bool list) {
  auto output = reference("schemas", id_of(service) + "_output");
  if (list) output = {{"type", "array"}, {"items", std::move(output)}};
  Json out = {{"200", {{"description", "What the service answers"}, {"content", json_content(std::move(output))}}}};
  for (const char* status : {"400", "401", "403", "404", "409", "501", "503"})
    out[status] = reference("responses", status);
  return out;
}

Json roles_of(const Service& service) {
  Json roles = Json::array();
  for (const auto role : kRoles) {
    if (may(role, service.needs)) roles.push_back(std::string(name_of(role)));
  }
  return roles;
}

Json operation(const Service& service, bool list) {
  Json body = {{"content", json_content(reference("schemas", id_of(service) + "_input"))}, {"required", false}};
  return {{"operationId", id_of(service)},
          {"summary", service.help},
          {"tags", {service.name.substr(0, service.name.rfind('.'))}},
          {"requestBody", std::move(body)},
          {"responses", responses(service, list)},
          {"x-zato-permission", std::string(name_of(service.needs))},
          {"x-zato-roles", roles_of(service)}};
}

Json error_response(const char* description) {
  return {{"description", description}, {"content", json_content(reference("schemas", "error"))}};
}

Json error_schema() {
  const Json envelope = {
      {"type", "object"},
      {"properties",
       {{"result", {{"const", "ZATO_ERROR"}}},
        {"cid", {{"type", "string"}, {"description", "Id of the request, as in the server's log"}}},
        {"details", {{"type", "string"}, {"description", "What is wrong, by field where there are several"}}}}}};
  return {{"type", "object"}, {"properties", {{"zato_env", envelope}}}, {"required", {"zato_env"}}};
}

}  // namespace

Json openapi(const Catalog& catalog) {
  Json paths = Json::object(), schemas = {{"error", error_schema()}};
  for (const auto& service : catalog.services()) {
    const auto output = service.output ? service.output() : Shape();
    paths[kPath + service.name] = {{"post", operation(service, output.list)}};
    schemas[id_of(service) + "_input"] = object_of(service.input, true);
    schemas[id_of(service) + "_output"] = object_of(output, false);
  }
  const Json errors = {{"400", error_response("The input is wrong; the details name fields and rules")},
                       {"401", error_response("No or wrong credentials")},
                       {"403", error_response("The caller's role does not allow this")},
                       {"404", error_response("There is no such object")},
                       {"409", error_response("The object was changed meanwhile, or is still in use")},
                       {"501", error_response("Stored, but not used by anything yet")},
                       {"503", error_response("The database is away; try again")}};
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Zato admin API"},
            {"version", kVersion},
            {"description", "Every service of the admin API; roles say who may call it."}}},
          {"servers", {{{"url", "/"}}}},
          {"security", {{{"basic", Json::array()}}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", std::move(schemas)},
            {"responses", errors},
            {"securitySchemes", {{"basic", {{"type", "http"}, {"scheme", "basic"}}}}}}}};
}

}  // namespace zato::admin
