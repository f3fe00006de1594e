// Documents and plans as JSON: what travels between the command line and the admin API.
#pragma once

#include "enmasse/plan.hpp"
#include "zato/json.hpp"

namespace zato::enmasse {

Json to_json(const schema::Value& value);  // secrets in clear

// [{"type", "name", "fields": {…}, "source", "line", "lines": {…}}]: references by name. Secrets are in it.
Json to_json(const Document& document);
Document from_json(const Json& items, const schema::Registry& registry, Problems& problems);

// {"base_sequence", "create", "edit", "delete", "unchanged": counts, "steps": […], "warnings": […], "problems": […]}.
// Steps without the unchanged ones.
Json to_json(const Plan& plan);

}  // namespace zato::enmasse
