// Fields of an object type as options of a command, and what was given of them as input of the admin API. Used by
// nouns.cpp and by the spellings of Zato.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.hpp"
#include "schema/object_type.hpp"

namespace zato::cli {

// "--url-path", "--service-name": what a field is called on the command line.
std::string option_name(const schema::Field& field);

// Whether people may set the field.
bool is_input(const schema::Field& field) noexcept;

// One option per field that people may set, its name excepted. A secret is taken from a file, from standard input or
// from a prompt, never from the command line, which other users of the machine can read.
std::vector<Option> field_options(const schema::ObjectType& type);

// The fields that were given, in the API's names. Exit code 15 when a value is of the wrong kind; `ask_for_secrets`:
// people at a terminal are asked for secrets that are needed and were not given.
enum class Secrets { kAsGiven, kAskForThem };
nlohmann::json given_fields(const schema::ObjectType& type, const Arguments& arguments, Secrets secrets);

// One secret: of `--X-file`, or typed twice without being shown. Exit code 12 when nobody can be asked.
std::string read_secret(const schema::Field& field, const Arguments& arguments);

}  // namespace zato::cli
