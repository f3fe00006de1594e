#include "enmasse/planner.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "enmasse/list_items.hpp"
#include "enmasse/zato_names.hpp"
#include "schema/validate.hpp"

namespace zato::enmasse {

using base::Result;
using schema::Field;
using schema::Id;
using schema::Kind;
using schema::ObjectType;
using schema::Value;

namespace {

bool is_configuration(const Field& field) { return !field.internal && !field.state; }

// "security definition", "service", "REST channel".
std::string label_of(const schema::Registry& registry, const Field& reference) {
  const auto targets = registry.targets(reference);
  if (targets.size() != 1) return base::replace_all(reference.ref, "_", " ") + " definition";
  auto label = targets.front()->label;
  const bool acronym = label.size() > 1 && label[1] >= 'A' && label[1] <= 'Z';
  if (!acronym) label[0] = base::lower(label.substr(0, 1))[0];
  return label;
}

// Stands for the id of an object that a step creates.
Id placeholder(std::size_t step) { return -1 - static_cast<Id>(step); }

// The same among the items of a list, where an id must be positive; the number of the step is added.
constexpr Id kNotYet = Id{1} << 62;

struct SameValue {
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
  template <class A>
  bool operator()(const A& a, const A& b) const {
    return a == b;
  }
  bool operator()(const base::Secret& a, const base::Secret& b) const { return a.reveal() == b.reveal(); }
};

}  // namespace

bool same_value(const Value& a, const Value& b) { return std::visit(SameValue{}, a, b); }

bool is_internal(const ObjectType& type, const void* object) {
  const auto* field = type.find("is_internal");
  if (!field) return false;
  const auto value = field->get(object);
  const auto* flag = std::get_if<bool>(&value);
  return flag && *flag;
}

std::vector<std::pair<const Field*, Id>> references_of(const ObjectType& type, const void* object) {
  std::vector<std::pair<const Field*, Id>> out;
  for (const auto& field : type.fields) {
    if (field.kind != Kind::kRef) continue;
    const auto value = field.get(object);
    if (const auto* id = std::get_if<Id>(&value); id && *id != 0) out.emplace_back(&field, *id);
  }
  return out;
}

Result<Plan> Planner::make() {
  ZATO_TRY(plan_.base_sequence, odb::current_sequence(store_.connection(), store_.cluster_id()));
  ZATO_CHECK(load());
  for (std::size_t i = 0; i < document_.items.size(); ++i)
    step_of_.emplace(std::pair{document_.items[i].type, document_.items[i].name}, i);
  plan_.steps.resize(document_.items.size());
  for (const auto& item : document_.items) add_step(item);
  if (options_.delete_missing) {
    add_deletions();
    check_deletions();
  }
  check_unique(registry_, inventory_, document_, plan_);
  if (!has_errors(plan_.problems)) order_steps(registry_, inventory_, plan_);
  return std::move(plan_);
}

Planner::Types Planner::needed_types() const {
  Types wanted;
  for (const auto* type : registry_.types()) {
    if (options_.delete_missing && type->scope == schema::Scope::kCluster) wanted.insert(type);
  }
  for (const auto& item : document_.items) wanted.insert(item.type);
  const auto of_documents = wanted;
  for (const auto* type : of_documents) {
    for (const auto* sibling : registry_.targets(type->family)) wanted.insert(sibling);
    for (const auto& field : type->fields) {
      if (field.kind != Kind::kRef) continue;
      for (const auto* target : registry_.targets(field.ref)) wanted.insert(target);
    }
    for (const auto& field : type->fields) {
      if (field.items.empty()) continue;
      for (const auto* target : registry_.targets(field.items)) wanted.insert(target);
    }
  }
  return wanted;
}

Result<void> Planner::load() {
  for (const auto* type : needed_types()) ZATO_CHECK(inventory_.load(store_, *type));
  return {};
}

void Planner::add_step(const Item& item) {
  const auto number = static_cast<std::size_t>(&item - document_.items.data());
  auto& step = plan_.steps[number];
  step = {.type = item.type, .name = item.name, .at = item.at};
  if (step_of_.at({item.type, item.name}) != number) {
    problem(item, nullptr, "is in the document twice");
    return;
  }
  const void* existing = inventory_.find(*item.type, item.name);
  if (!existing && is_deployed(*item.type)) {
    problem(item, nullptr, "does not exist in this cluster; services come with their deployment");
    return;
  }
  step.object = item.type->create();
  start_from(step, existing);
  assign(step, item);
  if (!existing) schema::generate_secrets(*item.type, step.object.get());
  check(step, item);
  compare(step, existing);
}

void Planner::start_from(Step& step, const void* existing) const {
  if (!existing) return;
  const auto& type = *step.type;
  for (const auto& field : type.fields) {
    const bool keep = !options_.replace || !is_configuration(field) || field.kind == Kind::kSecret;
    if (keep) field.set(step.object.get(), field.get(existing));
  }
  const auto system = type.system(existing);
  type.set_system(step.object.get(), system);
  step.id = system.id;
  step.version = system.version;
}

void Planner::assign(Step& step, const Item& item) {
  auto* object = step.object.get();
  if (const auto* name = item.type->find("name")) name->set(object, item.name);
  for (const auto& given : item.fields) {
    const auto& field = *given.field;
    if (field.kind == Kind::kRef) {
      refer(step, item, given);
      continue;
    }
    if (!field.items.empty()) {
      refer_items(step, item, given);
      continue;
    }
    auto value = schema::is_null(given.value) ? field.initial : given.value;
    if (auto wrong = field.set(object, std::move(value)); !wrong.empty()) problem(item, &field, std::move(wrong));
  }
}

void Planner::refer(Step& step, const Item& item, const FieldValue& value) {
  const auto& field = *value.field;
  auto* object = step.object.get();
  const auto set = [&](Id id) {
    if (auto wrong = field.set(object, id); !wrong.empty()) problem(item, &field, std::move(wrong));
  };
  const auto* name = std::get_if<std::string>(&value.value);
  if (!name) {
    field.set(object, field.nullable ? Value() : Value(Id(0)));
    return;
  }
  if (const auto target = inventory_.look_up(field, *name); target.type) return set(target.id);
  auto candidates = inventory_.names(field);
  for (const auto* type : registry_.targets(field)) {
    const auto created = step_of_.find({type, *name});
    if (created != step_of_.end()) {
      step.pending.push_back({.field = &field, .step = created->second, .item = {}});
      return set(placeholder(created->second));
    }
  }
  for (const auto& other : document_.items) candidates.push_back(other.name);
  field.set(object, field.nullable ? Value() : Value(placeholder(plan_.steps.size())));  // no second message about it
  problem(item, &field,
          "there is no " + label_of(registry_, field) + " `" + *name + "`" + did_you_mean(*name, candidates));
}

// Names that lead to objects become what the field stores. Others stay as they are: the field's own rule judges them.
void Planner::refer_items(Step& step, const Item& item, const FieldValue& value) {
  const auto& field = *value.field;
  auto list = std::holds_alternative<schema::List>(value.value) ? std::get<schema::List>(value.value) : schema::List();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto name = list[i];
    bool found = false;
    for (const auto* type : registry_.targets(field.items)) {
      const auto created = step_of_.find({type, name});
      if (const auto* object = inventory_.find(*type, name)) {
        list[i] = stored_item(field, *type, type->system(object).id, name);
      } else if (created != step_of_.end()) {
        list[i] = stored_item(field, *type, kNotYet + static_cast<Id>(created->second), name);
        if (list[i] != name) step.pending.push_back({.field = &field, .step = created->second, .item = i});
      } else {
        continue;
      }
      found = true;
      break;
    }
    if (found || shown_item(registry_, inventory_, field, name) != name) continue;
    problem(item, &field, "there is no " + base::replace_all(field.items, "_", " ") + " `" + name + "`");
    plan_.problems.back().warning = !field.rule || field.rule(name).empty();  // the object may come later
  }
  if (auto wrong = field.set(step.object.get(), std::move(list)); !wrong.empty())
    problem(item, &field, std::move(wrong));
}

void Planner::check(const Step& step, const Item& item) {
  for (auto& wrong : schema::check(*item.type, step.object.get())) {
    const auto* field = item.type->find(wrong.field);
    problem(item, field, field || wrong.field.empty() ? wrong.message : wrong.field + ": " + wrong.message);
  }
}

void Planner::compare(Step& step, const void* existing) {
  const auto untouched = step.type->create();
  const void* before = existing ? existing : untouched.get();
  for (const auto& field : step.type->fields) {
    if (!is_configuration(field) || (!existing && field.name == "name")) continue;
    const auto old = field.get(before);
    const auto now = field.get(step.object.get());
    if (same_value(old, now)) continue;
    step.changes.push_back({field.name, existing ? shown(field, old) : std::string(), shown(field, now)});
  }
  step.action = !existing ? Action::kCreate : step.changes.empty() ? Action::kUnchanged : Action::kEdit;
}

std::string Planner::shown(const Field& field, const Value& value) const {
  if (const auto* list = std::get_if<schema::List>(&value); list && !field.items.empty()) {
    auto names = *list;
    for (auto& name : names) {
      const auto id = base::parse_number<Id>(std::string_view(name).substr(name.find_last_of('-') + 1));
      const auto step = id.value_or(0) - kNotYet;
      const bool created = step >= 0 && static_cast<std::size_t>(step) < document_.items.size();
      name = created ? document_.items[static_cast<std::size_t>(step)].name
                     : shown_item(registry_, inventory_, field, name);
    }
    return base::join(names, ", ");
  }
  if (field.kind != Kind::kRef) return schema::to_text(value);
  const auto* id = std::get_if<Id>(&value);
  if (!id || *id == 0) return {};
  if (*id < 0) {
    const auto step = static_cast<std::size_t>(-1 - *id);
    return step < document_.items.size() ? document_.items[step].name : std::string();
  }
  return inventory_.follow(field, *id).name;
}

void Planner::add_deletions() {
  for (const auto* type : registry_.types()) {
    if (!is_in_documents(*type) || is_deployed(*type) || !options_.filter.accepts(*type)) continue;
    const auto& objects = *inventory_.shelves().at(type).objects;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const auto* object = objects.at(i);
      const auto name = type->name_of(object);
      const bool stays = is_default_object(name) || is_internal(*type, object) || step_of_.contains({type, name}) ||
                         !options_.filter.accepts(*type, name);
      if (stays) continue;
      const auto system = type->system(object);
      plan_.steps.push_back(
          {.action = Action::kDelete, .type = type, .name = name, .id = system.id, .version = system.version});
    }
  }
}

// What stays must not refer to what goes.
void Planner::check_deletions() {
  std::set<std::pair<std::string, Id>> gone;
  for (const auto& step : plan_.steps) {
    if (step.action == Action::kDelete) gone.emplace(step.type->table, step.id);
  }
  const auto look = [&](const ObjectType& type, const std::string& name, const void* object, const Position& at) {
    for (const auto& [field, id] : references_of(type, object)) {
      const auto target = inventory_.follow(*field, id);
      if (!target.type || !gone.contains({target.type->table, id})) continue;
      plan_.problems.push_back({.at = at,
                                .object = title(type, name),
                                .field = field->name,
                                .message = "refers to " + title(*target.type, target.name) +
                                           ", which is not in the document and would be deleted"});
    }
  };
  for (const auto& step : plan_.steps) {
    if (step.object) look(*step.type, step.name, step.object.get(), step.at);
  }
  for (const auto& [type, shelf] : inventory_.shelves()) {
    for (std::size_t i = 0; i < shelf.objects->size(); ++i) {
      const auto* object = shelf.objects->at(i);
      const auto name = type->name_of(object);
      const bool told = step_of_.contains({type, name}) || gone.contains({type->table, type->system(object).id});
      if (!told) look(*type, name, object, {});
    }
  }
}

void Planner::problem(const Item& item, const Field* field, std::string message) {
  Problem out{.at = item.at, .object = title(*item.type, item.name), .message = std::move(message)};
  if (field) {
    out.field = field->name;
    if (const auto* given = item.find(*field)) {
      out.field = given->key;
      if (given->line > 0) out.at.line = given->line;
    } else if (field->kind == Kind::kRef) {
      out.field = reference_name(*field);
    }
  }
  plan_.problems.push_back(std::move(out));
}

}  // namespace zato::enmasse
