// Shape: which keys a service takes or answers with. Input is checked against it (input.hpp) and OpenAPI derived from
// it.
#pragma once

#include <string>
#include <vector>

#include "schema/object_type.hpp"

namespace zato::admin {

struct Parameter {
  std::string name;
  schema::Kind kind = schema::Kind::kString;
  std::string help = {};
  bool required = false;
  bool any = false;  // any JSON: objects, lists of them; the service reads it by itself
  const schema::Field* field =
      nullptr;  // a field of an object type: its rules hold, several types may mean different ones
  std::vector<std::string> aliases = {};  // further keys for the same
};

struct Shape {
  std::vector<Parameter> parameters = {};
  bool list = false;  // of answers: several of these
  bool paged = false;
  bool open = false;  // further keys are possible

  const Parameter* find(std::string_view key) const noexcept;
};

}  // namespace zato::admin
