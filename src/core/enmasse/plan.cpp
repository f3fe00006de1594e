#include "enmasse/plan.hpp"

#include <algorithm>

#include "enmasse/list_items.hpp"
#include "enmasse/planner.hpp"

namespace zato::enmasse {

using base::Code;
using base::Result;

namespace {

// The id that a reference was waiting for.
void settle(Step& step, const Step::Pending& pending, const Step& created) {
  const auto id = created.type->system(created.object.get()).id;
  auto* object = step.object.get();
  if (!pending.item) {
    pending.field->set(object, id);
    return;
  }
  auto list = std::get<schema::List>(pending.field->get(object));
  list.at(*pending.item) = stored_item(*pending.field, *created.type, id, created.name);
  pending.field->set(object, std::move(list));
}

Result<void> perform(odb::Store& store, Plan& plan, Step& step) {
  if (step.action == Action::kUnchanged) return {};
  if (step.action == Action::kDelete) return store.remove(*step.type, step.id, step.version);
  for (const auto& pending : step.pending) settle(step, pending, plan.steps[pending.step]);
  if (step.action == Action::kCreate) return store.insert(*step.type, step.object.get());
  return store.update(*step.type, step.object.get());
}

Result<Applied> apply_now(odb::Store& store, const schema::Registry& registry, const Document& document,
                          const PlanOptions& options) {
  ZATO_CHECK(odb::lock_sequence(store.connection(), store.cluster_id()));
  ZATO_TRY(auto made, Planner(store, registry, document, options).make());
  if (options.base_sequence && *options.base_sequence != made.base_sequence) {
    return base::fail(Code::kConflict, "the cluster moved from " + std::to_string(*options.base_sequence) + " to " +
                                           std::to_string(made.base_sequence) + " since the plan");
  }
  ZATO_CHECK(to_result(made.problems));
  for (auto& step : made.steps) {
    auto done = perform(store, made, step);
    if (done) continue;
    auto error = std::move(done.error());
    if (step.at.line > 0) error.message = step.at.text() + ": " + error.message;
    return base::fail(std::move(error));
  }
  ZATO_TRY(const auto sequence, odb::current_sequence(store.connection(), store.cluster_id()));
  return Applied{std::move(made), sequence};
}

}  // namespace

std::string_view action_name(Action action) noexcept {
  switch (action) {
    case Action::kCreate:
      return "create";
    case Action::kEdit:
      return "edit";
    case Action::kDelete:
      return "delete";
    case Action::kUnchanged:
      return "unchanged";
  }
  return "unknown";
}

std::size_t Plan::count(Action action) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const Step& step) { return step.action == action; }));
}

bool Plan::changes_anything() const noexcept { return count(Action::kUnchanged) != steps.size(); }

Result<Plan> plan(odb::Store& store, const schema::Registry& registry, const Document& document,
                  const PlanOptions& options) {
  return odb::in_transaction(store.connection(), odb::Mode::kRead,
                             [&] { return Planner(store, registry, document, options).make(); });
}

Result<Applied> apply(odb::Store& store, const schema::Registry& registry, const Document& document,
                      const PlanOptions& options) {
  return store.transaction([&] { return apply_now(store, registry, document, options); });
}

}  // namespace zato::enmasse
