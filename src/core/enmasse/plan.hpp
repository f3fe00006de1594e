// Plans: what a document would change in a cluster, and the change itself, all or nothing.
#pragma once

#include <optional>

#include "enmasse/filter.hpp"
#include "odb/store.hpp"

namespace zato::enmasse {

enum class Action { kCreate, kEdit, kDelete, kUnchanged };
std::string_view action_name(Action action) noexcept;  // create, edit, delete, unchanged

// Values as people read them: references by name, secrets masked.
struct FieldChange {
  std::string field;
  std::string before;
  std::string after;
};

struct Step {
  Action action = Action::kUnchanged;
  const schema::ObjectType* type = nullptr;
  std::string name = {};
  Position at = {};
  std::vector<FieldChange> changes = {};

  // For apply(): the object as it shall be, and its references to objects that do not exist yet.
  struct Pending {
    const schema::Field* field;
    std::size_t step;                 // that creates it
    std::optional<std::size_t> item;  // of a list: which one
  };
  schema::Id id = 0;
  std::int64_t version = 0;
  std::shared_ptr<void> object = {};
  std::vector<Pending> pending = {};
};

struct Plan {
  std::int64_t base_sequence = 0;  // of the configuration that it was made against
  std::vector<Step> steps = {};    // in the order in which they are to be done
  Problems problems = {};

  std::size_t count(Action action) const noexcept;
  bool changes_anything() const noexcept;
};

struct PlanOptions {
  bool delete_missing = false;  // what the document does not name is deleted; services and default objects stay
  bool replace = false;         // fields that the document does not name return to their defaults; secrets stay
  Filter filter = {};           // which objects may be deleted
  std::optional<std::int64_t> base_sequence = {};  // apply(): of the plan that was looked at
};

// Errors are of the database. What is wrong with the document is in the plan's problems; its steps are worth nothing
// then.
base::Result<Plan> plan(odb::Store& store, const schema::Registry& registry, const Document& document,
                        const PlanOptions& options = {});

struct Applied {
  Plan plan;
  std::int64_t sequence = 0;  // of the last change
};

// One transaction. kInvalidArgument with all problems, kConflict "the cluster moved from 12 to 14 since the plan".
base::Result<Applied> apply(odb::Store& store, const schema::Registry& registry, const Document& document,
                            const PlanOptions& options = {});

}  // namespace zato::enmasse
