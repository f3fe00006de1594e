#include "objects/security_group.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "schema/define.hpp"

namespace zato::objects {

namespace {

std::string member(const std::string& text) {
  const auto dash = text.rfind('-');
  const auto type = text.substr(0, dash);
  const auto id = dash == std::string::npos ? std::nullopt : base::parse_number<schema::Id>(text.substr(dash + 1));
  const bool known = type == "basic_auth" || type == "apikey";
  return known && id && *id > 0 ? "" : "`" + text + "` is not basic_auth-<id> or apikey-<id>";
}

}  // namespace

const schema::ObjectType& SecurityGroup::type() {
  static const auto type =
      schema::Define<SecurityGroup>(
          {.name = "security_group",
           .label = "Security group",
           .help = "Definitions any one of which lets a caller in",
           .table = "sec_group",
           .services = "zato.groups",
           .noun = "security-group",
           .section = "security_groups",
           .aliases = {"groups", "group"}})
          .field("name", &SecurityGroup::name,
                 {.help = "Unique name of the group", .required = true, .unique = true, .list = true})
          .field("is_active", &SecurityGroup::is_active, {.help = "Whether the group lets anybody in", .list = true})
          .field("group_type", &SecurityGroup::group_type,
                 {.help = "Whether the group is of credentials or of organisations",
                  .required = true,
                  .one_of = {"zato-api-creds", "zato-org"},
                  .list = true})
          .field("members", &SecurityGroup::members,
                 {.help = "Definitions in the group, as in basic_auth-12", .items = "security", .rule = member})
          .check([](const SecurityGroup& group) {
            std::vector<schema::Problem> problems;
            auto sorted = group.members;
            std::sort(sorted.begin(), sorted.end());
            if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
              problems.push_back({"members", "must not hold the same definition twice"});
            return problems;
          })
          .done();
  return type;
}

}  // namespace zato::objects
