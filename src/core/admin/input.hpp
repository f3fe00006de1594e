// What callers send, checked against the shape of a service and brought into the kinds that it declares: "true" becomes
// true where a boolean is wanted, as Zato's clients expect. Used by api.cpp; the readers below by the services.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/service.hpp"

namespace zato::admin {

// Every problem at once, by name of key. Keys that are null where that means nothing are left out of the outcome.
base::Result<Json> read_input(const Service& service, schema::Id cluster_id, Json input);

// One value of JSON as one of `kind`; what is wrong with it otherwise.
struct Reading {
  schema::Value value = {};
  std::string wrong = {};
};
Reading read_value(schema::Kind kind, const Json& value);

std::string no_such_field(const Service& service, const std::string& key);  // with "did you mean"

// Of input that read_input() has let through.
std::optional<std::string> text_in(const Json& input, std::string_view key);
std::optional<std::int64_t> number_in(const Json& input, std::string_view key);
bool flag_in(const Json& input, std::string_view key, bool otherwise);
std::vector<std::string> list_in(const Json& input, std::string_view key);

}  // namespace zato::admin
