#include "cli/object_calls.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "objects/all.hpp"

namespace zato::cli {

using nlohmann::json;

namespace {

constexpr std::size_t kPageSize = 250;  // the largest that the API gives

std::string service_of(const schema::ObjectType& type, const std::string& verb) { return type.services + "." + verb; }

}  // namespace

json input_of(const Which& which) { return which.id ? json{{"id", *which.id}} : json{{"name", which.name}}; }

json for_type(const schema::ObjectType& type, json input) {
  if (objects::all().served_by(type.services).size() < 2) return input;
  for (const auto& [column, value] : type.fixed) input[column] = value;
  return input;
}

json create_object(AdminClient& admin, const schema::ObjectType& type, const json& fields) {
  return admin.call(service_of(type, "create"), for_type(type, fields));
}

json get_object(AdminClient& admin, const schema::ObjectType& type, const Which& which) {
  return admin.call(service_of(type, "get"), for_type(type, input_of(which)));
}

json edit_object(AdminClient& admin, const schema::ObjectType& type, const Which& which, json fields) {
  const auto now = get_object(admin, type, which);
  fields["id"] = now.value("id", json());
  if (!fields.contains("version") && now.contains("version")) fields["version"] = now["version"];
  if (!fields.contains("name")) fields["name"] = now.value("name", json());
  return admin.call(service_of(type, "edit"), for_type(type, std::move(fields)));
}

void delete_object(AdminClient& admin, const schema::ObjectType& type, const Which& which) {
  admin.call(service_of(type, "delete"), for_type(type, input_of(which)));
}

void set_secret(AdminClient& admin, const schema::ObjectType& type, const Which& which, const std::string& secret) {
  auto input = input_of(which);
  input["password1"] = input["password2"] = secret;
  admin.call(service_of(type, "change-password"), for_type(type, std::move(input)));
}

json list_objects(AdminClient& admin, const schema::ObjectType& type, const Listing& listing) {
  json all = json::array();
  for (std::int64_t page = 1;; ++page) {
    const auto size = listing.limit == 0 ? kPageSize : std::min(kPageSize, listing.limit);
    json input{{"cur_page", page}, {"page_size", size}, {"paginate", true}};
    if (!listing.query.empty()) input["query"] = listing.query;
    auto rows = admin.call(service_of(type, "get-list"), for_type(type, std::move(input)));
    if (!rows.is_array()) return all;
    for (auto& row : rows) all.push_back(std::move(row));
    const bool enough = listing.limit != 0 && all.size() >= listing.limit;
    if (rows.size() < size || enough) break;
  }
  if (listing.limit != 0 && all.size() > listing.limit)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(listing.limit), all.end());
  return all;
}

}  // namespace zato::cli
