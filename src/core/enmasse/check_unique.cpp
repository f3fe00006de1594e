// Before anything is written: would two objects have a name, a user name or a path that only one may have?
#include <unordered_map>

#include "base/text.hpp"
#include "enmasse/planner.hpp"

namespace zato::enmasse {

using schema::ObjectType;

namespace {

struct Holder {
  const ObjectType* type;
  std::string name;
  const Item* item;  // null: in the cluster already, not in the document
};

// All objects as they will be.
class Future {
 public:
  Future(const Inventory& inventory, const Document& document, const Plan& plan) : inventory_(inventory) {
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      const auto& step = plan.steps[i];
      changed_[step.type].insert(step.name);
      if (step.object) of_document_[step.type].emplace_back(&step, &document.items[i]);
    }
  }

  template <class F>
  void each(const ObjectType& type, F look) const {
    const auto changed = changed_.find(&type);
    if (const auto shelf = inventory_.shelves().find(&type); shelf != inventory_.shelves().end()) {
      const auto& objects = *shelf->second.objects;
      for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto name = type.name_of(objects.at(i));
        if (changed == changed_.end() || !changed->second.contains(name))
          look(objects.at(i), Holder{&type, name, nullptr});
      }
    }
    if (const auto at = of_document_.find(&type); at != of_document_.end()) {
      for (const auto& [step, item] : at->second) look(step->object.get(), Holder{&type, step->name, item});
    }
  }

  bool touches(const ObjectType& type) const { return of_document_.contains(&type); }

 private:
  const Inventory& inventory_;
  std::map<const ObjectType*, std::set<std::string>> changed_;
  std::map<const ObjectType*, std::vector<std::pair<const Step*, const Item*>>> of_document_;
};

// The values of these fields as one text; nothing when one of them is null, which is never equal to anything.
std::optional<std::string> key_of(const ObjectType& type, const void* object, const std::vector<std::string>& fields) {
  std::string key;
  for (const auto& name : fields) {
    const auto value = type.find(name)->get(object);
    if (schema::is_null(value)) return std::nullopt;
    const auto text = schema::to_text(value);
    key += std::to_string(text.size()) + ":" + text;
  }
  return key;
}

void check(const Future& future, const std::vector<const ObjectType*>& types, const std::vector<std::string>& fields,
           Plan& plan) {
  std::unordered_map<std::string, Holder> seen;
  const auto look = [&](const void* object, const Holder& holder) {
    const auto key = key_of(*holder.type, object, fields);
    if (!key) return;
    const auto [at, fresh] = seen.emplace(*key, holder);
    if (fresh || !holder.item) return;
    const auto& other = at->second;
    auto what = title(*other.type, other.name) + " has this " + base::join(fields, ", ") + " already";
    if (other.item) what += " (" + other.item->at.text() + ")";
    plan.problems.push_back(
        {.at = holder.item->at, .object = title(*holder.type, holder.name), .message = std::move(what)});
  };
  for (const auto* type : types) {
    if (type->find(fields.front())) future.each(*type, look);
  }
}

}  // namespace

void check_unique(const schema::Registry& registry, const Inventory& inventory, const Document& document, Plan& plan) {
  const Future future(inventory, document, plan);
  std::set<std::string> families;
  for (const auto* type : registry.types()) {
    if (!future.touches(*type)) continue;
    for (const auto& fields : type->uniques) check(future, {type}, fields, plan);
    if (!families.insert(type->family).second) continue;
    for (const auto& field : type->fields) {
      if (field.unique) check(future, registry.targets(type->family), {field.name}, plan);
    }
  }
}

}  // namespace zato::enmasse
