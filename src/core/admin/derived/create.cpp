// zato.….create: a new object from the input; secrets that are not given are random where the type says so.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "base/text.hpp"
#include "odb/images.hpp"
#include "schema/validate.hpp"

namespace zato::admin {

namespace {

constexpr std::size_t kRandomSecretBytes = 16;
constexpr const char* kIgnoreExisting = "should_ignore_existing";

void generate_secrets(const Subject& subject) {
  for (const auto& field : subject.type->fields) {
    if (!field.generated) continue;
    const auto value = field.get(subject.object.get());
    const auto* secret = std::get_if<base::Secret>(&value);
    if (secret && secret->empty()) field.set(subject.object.get(), base::Secret(base::random_hex(kRandomSecretBytes)));
  }
}

// Jobs that servers create at start may be there already (Zato 3.2).
bool may_exist(const Family& family) { return family.prefix == "zato.scheduler.job"; }

std::vector<Parameter> parameters_of(const Family& family) {
  auto parameters = field_parameters(family, false);
  if (may_exist(family)) {
    parameters.push_back({.name = kIgnoreExisting,
                          .kind = schema::Kind::kBool,
                          .help = "Whether one of this name that is there already is left as it is, and given back"});
  }
  return parameters;
}

base::Result<Answer> create(Context& context, const Family& family, Json input) {
  ZATO_TRY(const auto* type, type_for_new(family, input));
  ZATO_CHECK(may_change(context, *type));
  if (flag_in(input, kIgnoreExisting, false)) {
    const auto existing = find_subject(context, family, {{"name", text_in(input, "name").value_or("")}});
    if (existing) {
      const auto system = existing->type->system(existing->object.get());
      return Answer{.body = {{"id", system.id}, {"name", existing->name()}, {"version", system.version}}};
    }
    if (existing.error().code != base::Code::kNotFound) return base::fail(existing.error());
  }
  input.erase(kIgnoreExisting);
  const Subject subject{type, type->create()};
  const auto untouched = type->create();
  ZATO_TRY(auto problems, assign_fields(context, subject, input, true));
  generate_secrets(subject);
  add_remaining_problems(subject, problems);
  ZATO_CHECK(schema::to_result(*type, subject.object.get(), problems));
  ZATO_CHECK(context.store.insert(*type, subject.object.get()));
  context.deeds.push_back({type->name, subject.id(), subject.name(), "create",
                           odb::differences(*type, untouched.get(), subject.object.get())});
  return Answer{.body = {{"id", subject.id()}, {"name", subject.name()}, {"version", 1}}};
}

}  // namespace

Service create_service(const Family& family) {
  return {.name = family.prefix + ".create",
          .help = "Creates a " + family.label() + ".",
          .needs = permission_to_change(family.prefix),
          .writes = true,
          .input = {.parameters = parameters_of(family)},
          .output = [] { return Shape{.parameters = created_parameters()}; },
          .run = [family](Context& context, const Json& input) { return create(context, family, input); }};
}

}  // namespace zato::admin
