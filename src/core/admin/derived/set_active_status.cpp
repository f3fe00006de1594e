// zato.….set-active-status: switches an object on or off and touches nothing else. What operators may do to objects
// that they may not edit.
#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "odb/images.hpp"

namespace zato::admin {

namespace {

base::Result<Answer> set_active(Context& context, const Family& family, const Json& input) {
  ZATO_TRY(const auto subject, find_subject(context, family, input));
  const auto& type = *subject.type;
  const auto* field = type.find("is_active");
  if (!field || field->internal)
    return base::fail(base::Code::kInvalidArgument, "a " + type.label + " is not switched on and off");
  const bool wanted = flag_in(input, "is_active", true);
  if (!odb::same(field->get(subject.object.get()), wanted)) {
    field->set(subject.object.get(), wanted);
    ZATO_CHECK(context.store.update(type, subject.object.get()));
    context.deeds.push_back(
        {type.name, subject.id(), subject.name(), wanted ? "activate" : "deactivate", {field->column()}});
  }
  return Answer{
      .body = {{"id", subject.id()}, {"name", subject.name()}, {"version", type.system(subject.object.get()).version}}};
}

}  // namespace

Service set_active_status_service(const Family& family) {
  Service service{.name = family.prefix + ".set-active-status",
                  .help = "Switches a " + family.label() + " on or off.",
                  .needs = permission_to_switch(family.prefix),
                  .writes = true,
                  .input = {.parameters = identity_parameters()},
                  .output = [] { return Shape{.parameters = created_parameters()}; },
                  .run = [family](Context& context, const Json& input) { return set_active(context, family, input); }};
  auto& parameters = service.input.parameters;
  parameters.push_back(
      {.name = "is_active", .kind = schema::Kind::kBool, .help = "Whether it is to be on", .required = true});
  for (auto& parameter : type_parameters(family)) parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
