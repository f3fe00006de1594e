// zato.….change-password: of types that have a secret. 3.2's clients repeat it, main's do not.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "schema/validate.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::Result;

Result<base::Secret> new_password(const Json& input) {
  const auto single = text_in(input, "password");
  const auto first = single ? single : text_in(input, "password1");
  const auto second = single ? single : text_in(input, "password2");
  if (!first || first->empty()) return base::fail(Code::kInvalidArgument, "password1: the password must not be empty");
  if (!second || second->empty()) return base::fail(Code::kInvalidArgument, "password2: the password must be repeated");
  if (*first != *second) return base::fail(Code::kInvalidArgument, "password2: the passwords differ");
  return base::Secret(*first);
}

const schema::Field* secret_of(const schema::ObjectType& type) {
  const auto found = std::ranges::find(type.fields, schema::Kind::kSecret, &schema::Field::kind);
  return found == type.fields.end() ? nullptr : &*found;
}

Result<Answer> change(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  ZATO_CHECK(may_change(context, *subject.type));
  ZATO_TRY(auto password, new_password(input));
  const auto* field = secret_of(*subject.type);
  if (!field) return base::fail(Code::kInvalidArgument, subject.type->label + " has no password");
  field->set(subject.object.get(), std::move(password));
  ZATO_CHECK(context.store.update(*subject.type, subject.object.get()));
  context.deeds.push_back({subject.type->name, subject.id(), subject.name(), "change-password", {field->column()}});
  return Answer{.body = {{"id", subject.id()}, {"name", subject.name()}}};
}

}  // namespace

Service change_password_service(const Family& family) {
  Service service{.name = family.prefix + ".change-password",
                  .help = "Sets the secret of a " + family.label() + ".",
                  .needs = permission_to_change(family.prefix),
                  .writes = true,
                  .input = {.parameters = identity_parameters()},
                  .output = [] { return Shape{.parameters = identity_parameters()}; },
                  .run = [family](Context& context, const Json& input) { return change(context, family, input); }};
  auto& parameters = service.input.parameters;
  using schema::Kind;
  parameters.push_back({.name = "password1", .kind = Kind::kSecret, .help = "The new secret"});
  parameters.push_back({.name = "password2", .kind = Kind::kSecret, .help = "The same once more"});
  parameters.push_back(
      {.name = "password", .kind = Kind::kSecret, .help = "The new secret, in place of the two above"});
  parameters.push_back(
      {.name = "type_", .kind = Kind::kString, .help = "Accepted for Zato's clients; it changes nothing"});
  for (auto& parameter : type_parameters(family)) parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
