// Commands that follow from object types: zato NOUN create|edit|delete|get|list|history|…, one set per type of
// objects/all.hpp. Made for one noun at a time, because a command needs one of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"
#include "schema/registry.hpp"

namespace zato::cli {

// The commands of objects of this type; none for a type without a noun.
std::vector<Command> commands_of(const schema::ObjectType& type);

// The type that a word of a command line means: its noun, or another spelling of it that no other type has; null when
// there is none.
const schema::ObjectType* type_of_noun(std::string_view word);

// All nouns, in alphabetical order.
std::vector<std::string> all_nouns();
std::string list_nouns();  // for people, as a paragraph

}  // namespace zato::cli
