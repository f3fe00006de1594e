#include "admin/derived/subject.hpp"

#include <algorithm>

#include "admin/input.hpp"
#include "base/text.hpp"
#include "odb/rows.hpp"
#include "schema/validate.hpp"

namespace zato::admin {

using base::Code;
using base::Result;
using schema::Field;
using schema::Kind;
using schema::ObjectType;
using schema::Problem;
using Types = std::vector<const ObjectType*>;

std::string Family::label() const {
  std::vector<std::string> labels;
  for (const auto* type : types) labels.push_back(type->label);
  return base::join(labels, " or ");
}

Types narrowed(const Family& family, const Json& input) {
  auto types = family.types;
  std::erase_if(types, [&](const ObjectType* type) {
    return std::ranges::any_of(type->fixed, [&](const auto& column) {
      const auto given = text_in(input, column.first);
      return given && !given->empty() && *given != column.second;
    });
  });
  return types;
}

Result<const ObjectType*> type_for_new(const Family& family, const Json& input) {
  const auto types = narrowed(family, input);
  if (types.size() == 1) return types.front();
  const auto& among = types.empty() ? family.types : types;
  for (const auto& [column, value] : among.front()->fixed) {
    std::vector<std::string> choices;
    for (const auto* type : among) {
      for (const auto& [other, choice] : type->fixed) {
        const auto quoted = "`" + choice + "`";
        if (other == column && std::ranges::find(choices, quoted) == choices.end()) choices.push_back(quoted);
      }
    }
    const auto given = text_in(input, column);
    const bool right = given && std::ranges::find(choices, "`" + *given + "`") != choices.end();
    if (!right && (given || choices.size() > 1))
      return base::fail(Code::kInvalidArgument, column + ": must be one of " + base::join(choices, ", "));
  }
  return base::fail(Code::kInvalidArgument, "these fixed columns belong to no type of " + family.prefix);
}

namespace {

template <class Key>
Result<Subject> find_by(Context& context, const Types& types, const Key& key) {
  base::Error last;
  for (const auto* type : types) {
    Subject subject{type, type->create()};
    const auto got = context.store.get(*type, key, subject.object.get());
    if (got) return subject;
    if (got.error().code != Code::kNotFound) return base::fail(got.error());
    last = got.error();
  }
  return base::fail(last);
}

Result<schema::Value> id_of_named(Context& context, const Field& field, const std::string& name,
                                  std::vector<Problem>& problems) {
  if (schema::means_nothing(name)) return schema::Value();
  for (const auto* target : context.registry.targets(field)) {
    const auto object = target->create();
    const auto got = context.store.get(*target, std::string_view(name), object.get());
    if (got) return schema::Value(target->system(object.get()).id);
    if (got.error().code != Code::kNotFound) return base::fail(got.error());
  }
  problems.push_back({schema::reference_name(field), "there is no " + field.ref + " `" + name + "` in this cluster"});
  return schema::Value(schema::Id{0});
}

bool says_nothing(const Json& value) {
  return value.is_null() || value == "" || value == false || value == Json::array();
}

// What null means to a field that cannot be null: its empty value, else "leave it".
bool empties(const Field& field) {
  return field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kList ||
         field.kind == Kind::kEnum;
}

class Assigning {
 public:
  Assigning(Context& context, const Subject& subject, bool is_new)
      : context_(context), subject_(subject), is_new_(is_new) {}

  Result<void> take(const std::string& key, const Json& value) {
    if (const auto* field = subject_.type->find(key)) {
      if (field->internal || field->state)
        check_same(*field, value);
      else
        set(*field, key, value);
      return {};
    }
    if (const auto* reference = subject_.type->find_reference(key)) return take_name(*reference, value);
    if (!context_.service.input.find(key)) {
      problems.push_back({key, no_such_field(context_.service, key)});
      return {};
    }
    // A field of a sibling that shares the services.
    if (!says_nothing(value)) problems.push_back({key, "is no field of a " + subject_.type->label});
    return {};
  }

  std::vector<Problem> problems;

 private:
  void set(const Field& field, const std::string& key, const Json& value) {
    if (field.kind == Kind::kSecret && value == base::kMasked && !is_new_)
      return;  // what we showed comes back: unchanged
    auto reading = read_value(field.kind, value);
    if (schema::is_null(reading.value) && !field.nullable && reading.wrong.empty()) {
      if (!empties(field)) return;
      reading.value = field.kind == Kind::kList ? schema::Value(schema::List()) : schema::Value(std::string());
    }
    auto wrong = reading.wrong.empty() ? field.set(subject_.object.get(), std::move(reading.value)) : reading.wrong;
    if (!wrong.empty()) problems.push_back({key, std::move(wrong)});
  }

  // What the platform sets may come back as it was shown.
  void check_same(const Field& field, const Json& value) {
    const auto reading = read_value(field.kind, value);
    const bool same = schema::is_null(reading.value) ||
                      schema::to_text(reading.value) == schema::to_text(field.get(subject_.object.get()));
    if (!same) problems.push_back({field.column(), "is set by the platform only"});
  }

  Result<void> take_name(const Field& field, const Json& value) {
    if (value.is_null()) {
      if (field.nullable) field.set(subject_.object.get(), {});
      return {};
    }
    const auto reading = read_value(Kind::kString, value);
    const auto* name = std::get_if<std::string>(&reading.value);
    if (!name) {
      problems.push_back({schema::reference_name(field), reading.wrong});
      return {};
    }
    ZATO_TRY(auto id, id_of_named(context_, field, *name, problems));
    if (schema::is_null(id) && !field.nullable) return {};  // reported as missing where it is required
    if (const auto* found = std::get_if<schema::Id>(&id); found && *found == 0) return {};
    auto wrong = field.set(subject_.object.get(), std::move(id));
    if (!wrong.empty()) problems.push_back({schema::reference_name(field), std::move(wrong)});
    return {};
  }

  Context& context_;
  const Subject& subject_;
  const bool is_new_;
};

bool is_fixed(const ObjectType& type, const std::string& key) {
  return std::ranges::any_of(type.fixed, [&](const auto& column) { return column.first == key; });
}

}  // namespace

Result<Subject> find_subject(Context& context, const Family& family, const Json& input) {
  const auto types = narrowed(family, input);
  if (types.empty()) return base::fail(Code::kNotFound, "there is no " + family.label() + " of this kind");
  const auto id = number_in(input, "id");
  const auto name = text_in(input, "name");
  if (id) return find_by(context, types, *id);
  if (name && !name->empty()) return find_by(context, types, std::string_view(*name));
  return base::fail(Code::kInvalidArgument, context.service.name + ": either `id` or `name` is required");
}

Result<std::vector<Problem>> assign_fields(Context& context, const Subject& subject, const Json& input, bool is_new) {
  Assigning assigning(context, subject, is_new);
  for (const auto& [key, value] : input.items()) {
    if (key == "id" || key == "version" || is_fixed(*subject.type, key)) continue;
    ZATO_CHECK(assigning.take(key, value));
  }
  return std::move(assigning.problems);
}

void add_remaining_problems(const Subject& subject, std::vector<Problem>& problems) {
  const auto is_told = [&](const std::string& key) {
    return std::ranges::find(problems, key, &Problem::field) != problems.end();
  };
  for (auto& problem : schema::check(*subject.type, subject.object.get())) {
    const auto* field = subject.type->find(problem.field);
    const bool by_name = field && !field->ref.empty() && is_told(schema::reference_name(*field));
    if (!by_name && !is_told(problem.field)) problems.push_back(std::move(problem));
  }
}

Result<Json> Names::of(const Field& reference, schema::Id id) {
  const auto key = reference.ref + "/" + std::to_string(id);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  const auto targets = context_.registry.targets(reference);
  Json found = Json::object();
  if (!targets.empty()) {
    const auto& type = *targets.front();
    std::string columns = "name";
    for (const auto& [column, value] : type.fixed) columns += ", " + column;
    ZATO_TRY(const auto rows,
             context_.store.connection().query("SELECT " + columns + " FROM " + type.table + " WHERE id = $1", {id}));
    if (!rows.empty()) {
      found["name"] = rows.front().text(0);
      for (std::size_t i = 0; i < type.fixed.size(); ++i) found[type.fixed[i].first] = rows.front().text(i + 1);
    }
  }
  return known_.emplace(key, std::move(found)).first->second;
}

namespace {

struct ToShown {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(const base::Secret& secret) const { return secret.empty() ? "" : base::kMasked; }
  Json operator()(const auto& value) const { return value; }
};

std::string base_of(const Field& reference) {
  const auto& column = reference.column();
  return column.ends_with("_id") ? column.substr(0, column.size() - 3) : column;
}

Result<void> show_reference(Names& names, const Field& field, const schema::Value& value, Json& out) {
  out[base_of(field) + "_name"] = nullptr;
  const auto* id = std::get_if<schema::Id>(&value);
  if (!id || *id == 0) return {};
  ZATO_TRY(const auto target, names.of(field, *id));
  for (const auto& [key, fact] : target.items()) {
    if (key == "name")
      out[base_of(field) + "_name"] = fact;
    else if (!out.contains(key))
      out[key] = fact;
  }
  return {};
}

}  // namespace

Result<Json> shown(Context& context, Names& names, const ObjectType& type, const void* object, Secrets secrets) {
  const auto system = type.system(object);
  Json out = {{"id", system.id}, {"cluster_id", context.store.cluster_id()}, {"version", system.version}};
  for (const auto& [column, value] : type.fixed) out[column] = value;
  for (const auto& field : type.fields) {
    if (field.kind == Kind::kSecret && secrets == Secrets::kLeftOut) continue;
    const auto value = field.get(object);
    out[field.column()] = std::visit(ToShown(), value);
    if (field.kind == Kind::kRef) ZATO_CHECK(show_reference(names, field, value, out));
  }
  return out;
}

namespace {

void add(std::vector<Parameter>& parameters, Parameter parameter) {
  if (std::ranges::find(parameters, parameter.name, &Parameter::name) == parameters.end())
    parameters.push_back(std::move(parameter));
}

std::vector<std::string> other_names(const Field& field) {
  auto names = field.aliases;
  if (field.column() != field.name) names.push_back(field.name);
  return names;
}

void add_reference(std::vector<Parameter>& parameters, const ObjectType& type, const Field& field) {
  const auto key = schema::reference_name(field);
  std::vector<std::string> aliases;
  for (const auto& guess : {base_of(field), base_of(field) + "_name"}) {
    if (guess != key && !type.find(guess)) aliases.push_back(guess);
  }
  add(parameters, {.name = key,
                   .kind = Kind::kString,
                   .help = field.help + " (by name)",
                   .field = &field,
                   .aliases = std::move(aliases)});
}

}  // namespace

std::vector<Parameter> field_parameters(const Family& family, bool for_edit) {
  auto parameters = type_parameters(family);
  const bool alone = family.types.size() == 1;
  for (const auto* type : family.types) {
    for (const auto& field : type->fields) {
      if (field.state) continue;
      const bool required = !for_edit && alone && field.required && field.kind != Kind::kRef &&
                            field.kind != Kind::kSecret && schema::to_text(field.initial).empty();
      add(parameters, {.name = field.column(),
                       .kind = field.kind,
                       .help = field.help,
                       .required = required,
                       .field = &field,
                       .aliases = other_names(field)});
      if (field.kind == Kind::kRef) add_reference(parameters, *type, field);
    }
  }
  return parameters;
}

std::vector<Parameter> identity_parameters() {
  return {{.name = "id", .kind = Kind::kRef, .help = "Id of the object"},
          {.name = "name", .kind = Kind::kString, .help = "Its name, where no id is given"}};
}

std::vector<Parameter> created_parameters() {
  return {{.name = "id", .kind = Kind::kRef, .help = "Id of the object"},
          {.name = "name", .kind = Kind::kString, .help = "Its name"},
          {.name = "version", .kind = Kind::kInt, .help = "Its version now"}};
}

std::vector<Parameter> type_parameters(const Family& family) {
  std::vector<Parameter> parameters;
  for (const auto* type : family.types) {
    for (const auto& [column, value] : type->fixed)
      add(parameters,
          {.name = column, .kind = Kind::kString, .help = "Which of the types that share these services is meant"});
  }
  return parameters;
}

std::vector<Parameter> output_parameters(const Family& family) {
  std::vector<Parameter> parameters = {{.name = "id", .kind = Kind::kRef, .help = "Id of the object"},
                                       {.name = "cluster_id", .kind = Kind::kRef, .help = "Id of its cluster"},
                                       {.name = "version",
                                        .kind = Kind::kInt,
                                        .help = "Raised by every change; an edit may name the one it is based on"}};
  for (const auto* type : family.types) {
    for (const auto& [column, value] : type->fixed)
      add(parameters, {.name = column, .kind = Kind::kString, .help = "What kind of " + type->label + " it is"});
    for (const auto& field : type->fields) {
      add(parameters, {.name = field.column(), .kind = field.kind, .help = field.help, .field = &field});
      if (field.kind == Kind::kRef)
        add(parameters, {.name = base_of(field) + "_name", .kind = Kind::kString, .help = field.help + " (its name)"});
    }
  }
  return parameters;
}

}  // namespace zato::admin
