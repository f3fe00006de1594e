// What is planted where: secrets for the fields of object types, and input that is refused with a secret in it.
#pragma once

#include "support/sample_fields.hpp"

namespace zato::test {

bool is_secret(const schema::Field& field);
std::vector<const schema::ObjectType*> types_with_secrets();

// In the shape of the sample where only such a one is accepted.
std::string planted_like(const std::string& sample, const std::string& words);
std::vector<GivenField> with_planted(std::vector<GivenField> fields, const std::string& words);

// Each of them wrong in one way.
std::vector<nlohmann::json> refused_secrets();
std::vector<std::string> refused_documents();  // YAML

}  // namespace zato::test
