// Which object a call is about, what the caller wants its fields to be, and how it looks to callers. Shared by the
// interpreters and by services written by hand.
#pragma once

#include <memory>
#include <unordered_map>

#include "admin/derived/derived.hpp"

namespace zato::admin {

struct Subject {
  const schema::ObjectType* type = nullptr;
  std::shared_ptr<void> object = {};

  schema::Id id() const { return type->system(object.get()).id; }
  std::string name() const { return type->name_of(object.get()); }
};

// The family's types that have the fixed columns that `input` names.
std::vector<const schema::ObjectType*> narrowed(const Family& family, const Json& input);

// The one type that `input` says a new object is of. kInvalidArgument names the column that is missing or wrong.
base::Result<const schema::ObjectType*> type_for_new(const Family& family, const Json& input);

// By `id`, else by `name`. kNotFound, kInvalidArgument (neither is given).
base::Result<Subject> find_subject(Context& context, const Family& family, const Json& input);

// Puts the input's fields into the object; references by id or by name. Returns what is wrong with them.
base::Result<std::vector<schema::Problem>> assign_fields(Context& context, const Subject& subject, const Json& input,
                                                         bool is_new);

// Adds what is wrong with the object as a whole; of a field that `problems` tells of already, by its own name or by that of the object it
// refers to, nothing more.
void add_remaining_problems(const Subject& subject, std::vector<schema::Problem>& problems);

// Names of referred objects, remembered for the time of one call.
class Names {
 public:
  explicit Names(Context& context) : context_(context) {}

  // {"name": …} and the fixed columns of the object, such as sec_type. Empty when there is none.
  base::Result<Json> of(const schema::Field& reference, schema::Id id);

 private:
  Context& context_;
  std::unordered_map<std::string, Json> known_;
};

enum class Secrets { kLeftOut, kMasked };
base::Result<Json> shown(Context& context, Names& names, const schema::ObjectType& type, const void* object,
                         Secrets secrets);

// The parameters that come from the types' fields.
std::vector<Parameter> field_parameters(const Family& family, bool for_edit);
std::vector<Parameter> identity_parameters();                  // id, name
std::vector<Parameter> created_parameters();                   // id, name, version
std::vector<Parameter> type_parameters(const Family& family);  // the fixed columns that tell the types apart
std::vector<Parameter> output_parameters(const Family& family);

}  // namespace zato::admin
