// Planner: compares a document with the cluster. Used by plan.cpp within a transaction.
#pragma once

#include <set>

#include "enmasse/inventory.hpp"
#include "enmasse/plan.hpp"

namespace zato::enmasse {

class Planner {
 public:
  Planner(odb::Store& store, const schema::Registry& registry, const Document& document, const PlanOptions& options)
      : store_(store), registry_(registry), document_(document), options_(options), inventory_(registry) {}

  base::Result<Plan> make();

 private:
  using Types = std::set<const schema::ObjectType*>;

  Types needed_types() const;
  base::Result<void> load();

  void add_step(const Item& item);
  void start_from(Step& step, const void* existing) const;
  void assign(Step& step, const Item& item);
  void refer(Step& step, const Item& item, const FieldValue& value);
  void refer_items(Step& step, const Item& item, const FieldValue& value);
  void check(const Step& step, const Item& item);
  void compare(Step& step, const void* existing);
  std::string shown(const schema::Field& field, const schema::Value& value) const;

  void add_deletions();
  void check_deletions();
  void problem(const Item& item, const schema::Field* field, std::string message);

  odb::Store& store_;
  const schema::Registry& registry_;
  const Document& document_;
  const PlanOptions& options_;
  Inventory inventory_;
  Plan plan_;
  std::map<std::pair<const schema::ObjectType*, std::string>, std::size_t> step_of_;  // of what the document names
};

// Objects that would end up with the same value where there may be one only. check_unique.cpp.
void check_unique(const schema::Registry& registry, const Inventory& inventory, const Document& document, Plan& plan);

// Puts the steps in the order in which the database can take them. order.cpp.
void order_steps(const schema::Registry& registry, const Inventory& inventory, Plan& plan);

// The ids that an object refers to, by field.
std::vector<std::pair<const schema::Field*, schema::Id>> references_of(const schema::ObjectType& type,
                                                                       const void* object);

bool same_value(const schema::Value& a, const schema::Value& b);

// Whether the platform itself put the object there.
bool is_internal(const schema::ObjectType& type, const void* object);

}  // namespace zato::enmasse
