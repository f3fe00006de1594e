// zato.….edit: the fields that the input names get new values, the others keep theirs.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "odb/images.hpp"
#include "schema/validate.hpp"

namespace zato::admin {

namespace {

base::Result<Answer> edit(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  const auto& type = *subject.type;
  ZATO_CHECK(may_change(context, type));
  const Subject before{&type, type.create()};
  ZATO_CHECK(context.store.get(type, subject.id(), before.object.get()));

  auto wanted = input;
  if (!input.contains("id")) wanted.erase("name");  // it has told which object is meant
  ZATO_TRY(auto problems, assign_fields(context, subject, wanted, false));
  add_remaining_problems(subject, problems);
  ZATO_CHECK(schema::to_result(type, before.object.get(), problems));
  auto fields = odb::differences(type, before.object.get(), subject.object.get());
  auto system = type.system(subject.object.get());
  const auto based_on = number_in(input, "version").value_or(system.version);
  if (!fields.empty() || based_on != system.version) {
    system.version = based_on;  // the store tells what changed since
    type.set_system(subject.object.get(), system);
    ZATO_CHECK(context.store.update(type, subject.object.get()));
    context.deeds.push_back({type.name, subject.id(), subject.name(), "edit", std::move(fields)});
  }
  const auto version = type.system(subject.object.get()).version;
  return Answer{.body = {{"id", subject.id()}, {"name", subject.name()}, {"version", version}}};
}

}  // namespace

Service edit_service(const Family& family) {
  Service service{.name = family.prefix + ".edit",
                  .help = "Changes a " + family.label() + ". Fields that are left out keep their values.",
                  .needs = permission_to_change(family.prefix),
                  .writes = true,
                  .input = {.parameters = identity_parameters()},
                  .output = [] { return Shape{.parameters = created_parameters()}; },
                  .run = [family](Context& context, const Json& input) { return edit(context, family, input); }};
  auto& parameters = service.input.parameters;
  parameters.push_back({.name = "version",
                        .kind = schema::Kind::kInt,
                        .help = "Version that the change is based on; refused with 409 if there is a newer one"});
  for (auto& parameter : field_parameters(family, true)) {
    if (parameter.name != "name") parameters.push_back(std::move(parameter));
  }
  return service;
}

}  // namespace zato::admin
