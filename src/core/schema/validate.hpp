// What comes from outside becomes an object only through here: assign() puts named values into it, check() applies
// every rule.
#pragma once

#include <string>
#include <vector>

#include "schema/object_type.hpp"

namespace zato::schema {

// Puts the record's values into `object` by field or wire name. Reports unknown names ("did you mean"), internal fields
// and wrong kinds; what is right is assigned all the same, so that one answer tells everything. Fields not named keep
// what they have.
std::vector<Problem> assign(const ObjectType& type, void* object, Record record);

// Random secrets for those that Zato generates and nobody gave. Before check(), for objects that are created.
void generate_secrets(const ObjectType& type, void* object);

// Required fields, ranges, lengths, choices, characters, the type's own rules.
std::vector<Problem> check(const ObjectType& type, const void* object);

// What is wrong with one value, or "".
std::string check_value(const Field& field, const Value& value);

// All fields of the object, secrets included, by field name.
Record to_record(const ObjectType& type, const void* object);

// kInvalidArgument: "REST channel `crm`: url_path: must start with `/`; method: …". No problems, no error.
base::Result<void> to_result(const ObjectType& type, const void* object, const std::vector<Problem>& problems);

}  // namespace zato::schema
