// What all security definitions begin with, for the files that describe them: one table, one family, one section.
#pragma once

#include "schema/define.hpp"

namespace zato::objects {

// `type.name` is Zato's sec_type as well.
template <class T>
schema::Define<T> security_definition(schema::ObjectType type) {
  type.table = "sec_base";
  type.family = "security";
  type.section = "security";
  type.aliases.emplace_back("def_sec");
  const auto sec_type = type.name;
  return schema::Define<T>(std::move(type))
      .fixed("sec_type", sec_type)
      .field("name", &T::name,
             {.help = "Unique name of the definition", .required = true, .unique = true, .list = true})
      .field("is_active", &T::is_active, {.help = "Whether the definition may be used", .list = true});
}

// A user name and a password, unique within the type.
template <class T>
schema::Define<T> with_credentials(schema::Define<T> define,
                                   std::string (*username_rule)(const std::string&) = nullptr) {
  return std::move(define)
      .field("username", &T::username,
             {.help = "User name that goes with the password", .required = true, .rule = username_rule, .list = true})
      .field("password", &T::password,
             {.help = "Password of that user; random where a definition is created without one",
              .required = true,
              .max = 1000,
              .generated = true})
      .unique({"username"});
}

}  // namespace zato::objects
