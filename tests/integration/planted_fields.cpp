#include "integration/planted_fields.hpp"

#include <algorithm>

#include "integration/planted.hpp"

namespace zato::test {

using nlohmann::json;

bool is_secret(const schema::Field& field) { return field.kind == schema::Kind::kSecret; }

std::vector<const schema::ObjectType*> types_with_secrets() {
  std::vector<const schema::ObjectType*> types;
  for (const auto* type : objects::all().types()) {
    if (std::ranges::any_of(type->fields, is_secret)) types.push_back(type);
  }
  return types;
}

std::string planted_like(const std::string& sample, const std::string& words) {
  const auto body = sample.find("TUlJQg==");
  return body == sample.npos ? planted(words) : std::string(sample).replace(body, 8, planted(words));
}

std::vector<GivenField> with_planted(std::vector<GivenField> fields, const std::string& words) {
  for (auto& [field, value] : fields) {
    if (is_secret(*field)) value = base::Secret(planted_like(text_of(value), words));
  }
  return fields;
}

std::vector<json> refused_secrets() {
  std::string endless;
  for (int i = 0; i < 200; ++i) endless += planted("");
  return {json::array({planted("List")}), json{{"value", planted("Object")}}, planted("Line\n"), endless,
          planted(std::string(1, '\0'))};
}

std::vector<std::string> refused_documents() {
  const std::string head = "security:\n  - name: wrong\n    type: basic_auth\n    username: wrong\n    realm: r\n";
  const auto secret = planted("Document");
  return {head + "    password: *" + secret + "\n",
          head + "    password: {a: " + secret + "}\n",
          head + "    password: [" + secret + "]\n",
          head + "    pasword: " + secret + "\n",
          head + "    password: \"" + secret + "\n",
          head + "    password: " + secret + "\n    password: " + secret + "2\n",
          head + "    password: " + secret + "\n   broken\n",
          head + "    password: |\n      " + secret + "\n      " + secret + "\n",
          "security:\n  - {name: wrong, type: tls_key_cert, auth_data: " + secret + "}\n"};
}

}  // namespace zato::test
