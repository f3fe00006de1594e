// Calls of the admin services that every object type has. Used by the derived commands, by the spellings of Zato and by
// completion.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/admin_client.hpp"
#include "schema/object_type.hpp"

namespace zato::cli {

// Which object: by name, or by id where one is given.
struct Which {
  std::string name = {};
  std::optional<schema::Id> id = {};
};

nlohmann::json input_of(const Which& which);

// `input` with what tells this type from its siblings: they may share services, as all of zato.http-soap do.
nlohmann::json for_type(const schema::ObjectType& type, nlohmann::json input);

nlohmann::json create_object(AdminClient& admin, const schema::ObjectType& type, const nlohmann::json& fields);
nlohmann::json get_object(AdminClient& admin, const schema::ObjectType& type, const Which& which);

// The given fields only; the version that was read goes with them, so that nobody else's change is lost. A `version` in
// `fields` is the caller's.
nlohmann::json edit_object(AdminClient& admin, const schema::ObjectType& type, const Which& which,
                           nlohmann::json fields);
void delete_object(AdminClient& admin, const schema::ObjectType& type, const Which& which);

void set_secret(AdminClient& admin, const schema::ObjectType& type, const Which& which, const std::string& secret);

// Those whose list columns hold all words of `query`, in the order of the server, page by page; `limit` 0: all.
struct Listing {
  std::string query = {};
  std::size_t limit = 0;
};
nlohmann::json list_objects(AdminClient& admin, const schema::ObjectType& type, const Listing& listing = {});

}  // namespace zato::cli
