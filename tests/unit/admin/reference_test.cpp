// The OpenAPI description is sound, and docs/reference is what the program says now.
// ZATO_WRITE_REFERENCE=1 unit_admin --gtest_filter='Reference.*' writes the files anew.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "admin/openapi.hpp"
#include "admin/roles_page.hpp"

namespace zato::admin {
namespace {

void check_references(const Json& node, const Json& document) {
  if (node.is_array()) {
    for (const auto& item : node) check_references(item, document);
  } else if (node.is_object()) {
    for (const auto& [key, value] : node.items()) {
      if (key == "$ref")
        EXPECT_TRUE(document.contains(Json::json_pointer(value.get<std::string>().substr(1)))) << value;
      else
        check_references(value, document);
    }
  }
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const auto document = openapi(catalog());
  EXPECT_EQ(document["openapi"], "3.1.0");
  check_references(document, document);
}

TEST(OpenApi, EveryServiceHasOneOperationOfItsOwn) {
  const auto document = openapi(catalog());
  std::set<std::string> ids;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const char* member : {"operationId", "summary", "tags", "requestBody", "responses"})
      EXPECT_TRUE(item["post"].contains(member)) << path;
    EXPECT_TRUE(ids.insert(item["post"]["operationId"]).second) << path;
  }
  EXPECT_EQ(ids.size(), catalog().services().size());
}

TEST(OpenApi, RulesOfFieldsAreInIt) {
  const auto schemas = openapi(catalog())["components"]["schemas"];
  const auto& create = schemas["zato_security_basic_auth_create_input"];
  EXPECT_EQ(create["additionalProperties"], false);
  EXPECT_EQ(create["properties"]["password"]["writeOnly"], true);
  EXPECT_THAT(create["required"].dump(), testing::HasSubstr("username"));
  EXPECT_EQ(schemas["zato_http_soap_create_input"]["properties"]["is_active"]["type"], "boolean");
}

// What the file holds, after writing it where that is asked for.
std::string reference(const std::string& name, const std::string& now) {
  const auto path = std::string(ZATO_REFERENCE_DIR) + "/" + name;
  if (std::getenv("ZATO_WRITE_REFERENCE")) std::ofstream(path) << now;
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

constexpr const char* kHow = "stale; ZATO_WRITE_REFERENCE=1 unit_admin --gtest_filter='Reference.*' writes it anew";

TEST(Reference, OpenApiIsUpToDate) {
  const auto now = openapi(catalog()).dump(1) + "\n";
  EXPECT_TRUE(reference("openapi.json", now) == now) << kHow;
}

TEST(Reference, RolesAreUpToDate) {
  const auto now = roles_page(catalog());
  EXPECT_TRUE(reference("roles.md", now) == now) << kHow;
}

}  // namespace
}  // namespace zato::admin
