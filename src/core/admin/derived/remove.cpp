// zato.….delete: by id or by name.
#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"

namespace zato::admin {

namespace {

base::Result<Answer> remove(Context& context, const Family& family, const Json& input) {
  auto found = find_subject(context, family, input);
  if (!found && found.error().code == base::Code::kNotFound && !flag_in(input, "should_raise_if_missing", true)) {
    return Answer{};
  }
  ZATO_TRY(const auto subject, std::move(found));
  ZATO_CHECK(may_change(context, *subject.type));
  const auto version = number_in(input, "version").value_or(subject.type->system(subject.object.get()).version);
  ZATO_CHECK(context.store.remove(*subject.type, subject.id(), version));
  context.deeds.push_back({subject.type->name, subject.id(), subject.name(), "delete", {}});
  return Answer{.body = {{"id", subject.id()}, {"name", subject.name()}}};
}

}  // namespace

Service delete_service(const Family& family) {
  Service service{.name = family.prefix + ".delete",
                  .help = "Deletes a " + family.label() + " that nothing refers to any more.",
                  .needs = permission_to_change(family.prefix),
                  .writes = true,
                  .input = {.parameters = identity_parameters()},
                  .output = [] { return Shape{.parameters = identity_parameters()}; },
                  .run = [family](Context& context, const Json& input) { return remove(context, family, input); }};
  auto& parameters = service.input.parameters;
  parameters.push_back({.name = "version",
                        .kind = schema::Kind::kInt,
                        .help = "Version that is to be deleted; refused with 409 if there is a newer one"});
  parameters.push_back({.name = "should_raise_if_missing",
                        .kind = schema::Kind::kBool,
                        .help = "Whether it is an error that there is no such object (true)"});
  for (auto& parameter : type_parameters(family)) parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
