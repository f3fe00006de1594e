// zato.groups.get-member-list, edit-member-list, get-member-count: who is in a security group. Members are kept as
// "basic_auth-12".
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/services/families.hpp"
#include "base/text.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::Result;
using schema::Kind;

const schema::Field& members_of(const schema::ObjectType& type) { return *type.find("members"); }

Result<Subject> group_of(Context& context, const Family& family, const Json& input) {
  return find_subject(context, family, {{"id", *number_in(input, "group_id")}});
}

Result<Json> shown_member(Context& context, const std::string& member, schema::Id group) {
  const auto dash = member.rfind('-');
  const auto id = base::parse_number<schema::Id>(std::string_view(member).substr(dash + 1)).value_or(0);
  Json out = {
      {"id", member},      {"security_id", id}, {"type", member.substr(0, dash)}, {"sec_type", member.substr(0, dash)},
      {"group_id", group}, {"name", nullptr}};
  for (const auto* type : context.registry.targets("security")) {
    const auto object = type->create();
    const auto got = context.store.get(*type, id, object.get());
    if (got)
      out["name"] = type->name_of(object.get());
    else if (got.error().code != Code::kNotFound)
      return base::fail(got.error());
  }
  return out;
}

Result<Answer> get_member_list(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto group, group_of(context, family, input));
  const auto members = members_of(*group.type).get(group.object.get());
  Json out = Json::array();
  for (const auto& member : std::get<schema::List>(members)) {
    ZATO_TRY(auto one, shown_member(context, member, group.id()));
    out.push_back(std::move(one));
  }
  return Answer{.body = std::move(out)};
}

Result<Answer> edit_member_list(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto group, group_of(context, family, input));
  const auto action = *text_in(input, "group_action");
  if (action != "add" && action != "remove")
    return base::fail(Code::kInvalidArgument, "group_action: must be one of `add`, `remove`");
  const auto& field = members_of(*group.type);
  auto members = std::get<schema::List>(field.get(group.object.get()));
  auto named = list_in(input, "member_id_list");
  for (auto& member : list_in(input, "members")) named.push_back(std::move(member));
  for (const auto& member : named) {
    std::erase(members, member);
    if (action == "add") members.push_back(member);
  }
  if (auto wrong = field.set(group.object.get(), std::move(members)); !wrong.empty())
    return base::fail(Code::kInvalidArgument, "members: " + wrong);
  ZATO_CHECK(context.store.update(*group.type, group.object.get()));
  context.deeds.push_back({group.type->name, group.id(), group.name(), action + " members", {field.column()}});
  return Answer{.body = {{"id", group.id()}, {"name", group.name()}}};
}

Result<Answer> get_member_count(Context& context, const Family& family, const Json& input) {
  const auto wanted = text_in(input, "group_type").value_or("");
  Json counts = Json::object();
  for (const auto* type : family.types) {
    ZATO_TRY(const auto groups, context.store.list(*type));
    for (std::size_t i = 0; i < groups->size(); ++i) {
      const auto* group = groups->at(i);
      if (!wanted.empty() && schema::to_text(type->find("group_type")->get(group)) != wanted) continue;
      counts[std::to_string(type->system(group).id)] = std::get<schema::List>(members_of(*type).get(group)).size();
    }
  }
  return Answer{.body = std::move(counts)};
}

Parameter group_type() { return {.name = "group_type", .help = "Only groups of this type"}; }
Parameter group_id() { return {.name = "group_id", .kind = Kind::kRef, .help = "Id of the group", .required = true}; }
Parameter serialised() {
  return {.name = "should_serialize", .kind = Kind::kBool, .help = "Accepted for Zato's clients; it changes nothing"};
}

}  // namespace

std::vector<Service> group_services(const schema::Registry& registry) {
  const Family family{"zato.groups", registry.served_by("zato.groups")};
  if (family.types.empty()) return {};
  return {
      {.name = "zato.groups.get-member-list",
       .help = "Lists the members of a security group.",
       .needs = Permission::kRead,
       .input = {.parameters = {group_type(), group_id(), serialised()}},
       .output =
           [] {
             return Shape{.parameters = {{.name = "id", .help = "The member as the group keeps it"},
                                         {.name = "security_id", .kind = Kind::kRef, .help = "Id of the definition"},
                                         {.name = "type", .help = "Type of the definition"},
                                         {.name = "sec_type", .help = "The same"},
                                         {.name = "group_id", .kind = Kind::kRef, .help = "Id of the group"},
                                         {.name = "name", .help = "Name of the definition"}},
                          .list = true};
           },
       .run = [family](Context& context, const Json& input) { return get_member_list(context, family, input); }},
      {.name = "zato.groups.edit-member-list",
       .help = "Adds members to a security group or removes them.",
       .needs = Permission::kSecure,
       .writes = true,
       .input = {.parameters = {{.name = "group_action", .help = "add or remove", .required = true},
                                group_type(),
                                group_id(),
                                {.name = "member_id_list", .kind = Kind::kList, .help = "Members, as in basic_auth-12"},
                                {.name = "members", .kind = Kind::kList, .help = "Further ones"}}},
       .output = [] { return Shape{.parameters = identity_parameters()}; },
       .run = [family](Context& context, const Json& input) { return edit_member_list(context, family, input); }},
      {.name = "zato.groups.get-member-count",
       .help = "Tells how many members each security group has, by id of the group.",
       .needs = Permission::kRead,
       .input = {.parameters = {group_type(), serialised()}},
       .output = [] { return Shape{.open = true}; },
       .run = [family](Context& context, const Json& input) { return get_member_count(context, family, input); }},
  };
}

}  // namespace zato::admin
