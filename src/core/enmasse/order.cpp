// The order of a plan: what frees a name or a path first, then references before what refers to them, deletions of what
// was still in use last.
#include <algorithm>

#include "enmasse/planner.hpp"

namespace zato::enmasse {

using schema::ObjectType;

namespace {

using TableId = std::pair<std::string, schema::Id>;

class Order {
 public:
  Order(const schema::Registry& registry, const Inventory& inventory, Plan& plan)
      : inventory_(inventory), plan_(plan), moved_to_(plan.steps.size(), kNowhere) {
    for (const auto* type : registry.types()) rank_.emplace(type, rank_.size());
    for (std::size_t i = 0; i < plan.steps.size(); ++i) numbers_.push_back(i);
    std::stable_sort(numbers_.begin(), numbers_.end(), [&](std::size_t a, std::size_t b) {
      return rank_.at(plan_.steps[a].type) < rank_.at(plan_.steps[b].type);
    });
  }

  void run() {
    const auto late = late_deletions();
    const auto is_deletion = [&](std::size_t number) { return plan_.steps[number].action == Action::kDelete; };
    for (auto at = numbers_.rbegin(); at != numbers_.rend(); ++at) {
      if (is_deletion(*at) && !late.contains(*at)) visit(*at);
    }
    for (const auto number : numbers_) {
      if (!is_deletion(number)) visit(number);
    }
    for (auto at = numbers_.rbegin(); at != numbers_.rend(); ++at) visit(*at);
    for (auto& step : ordered_) {
      for (auto& pending : step.pending) pending.step = moved_to_[pending.step];
    }
    plan_.steps = std::move(ordered_);
  }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  static constexpr std::size_t kOnTheWay = static_cast<std::size_t>(-2);

  // What it refers to comes first, also within one type.
  void visit(std::size_t number) {
    if (moved_to_[number] != kNowhere) return;
    moved_to_[number] = kOnTheWay;
    for (const auto& pending : plan_.steps[number].pending) visit(pending.step);
    moved_to_[number] = ordered_.size();
    ordered_.push_back(std::move(plan_.steps[number]));
  }

  // Deletions of what something still refers to before the plan is carried out.
  std::set<std::size_t> late_deletions() const {
    std::map<TableId, std::size_t> deletions;
    for (const auto number : numbers_) {
      const auto& step = plan_.steps[number];
      if (step.action == Action::kDelete) deletions.emplace(TableId{step.type->table, step.id}, number);
    }
    std::set<std::size_t> late;
    if (deletions.empty()) return late;
    const auto keep = [&](const ObjectType& type, const void* object) {
      for (const auto& [field, id] : references_of(type, object)) {
        const auto target = inventory_.follow(*field, id);
        const auto at = target.type ? deletions.find({target.type->table, id}) : deletions.end();
        if (at != deletions.end()) late.insert(at->second);
      }
    };
    for (const auto& [type, shelf] : inventory_.shelves()) {
      for (std::size_t i = 0; i < shelf.objects->size(); ++i) {
        const auto* object = shelf.objects->at(i);
        if (!deletions.contains({type->table, type->system(object).id})) keep(*type, object);
      }
    }
    for (auto at = numbers_.rbegin(); at != numbers_.rend(); ++at) {  // what a late one refers to is late as well
      if (!late.contains(*at)) continue;
      const auto& step = plan_.steps[*at];
      if (const auto* object = inventory_.find(*step.type, step.name)) keep(*step.type, object);
    }
    return late;
  }

  const Inventory& inventory_;
  Plan& plan_;
  std::map<const ObjectType*, std::size_t> rank_;
  std::vector<std::size_t> numbers_;   // of the steps, by type
  std::vector<std::size_t> moved_to_;  // by old number
  std::vector<Step> ordered_;
};

}  // namespace

void order_steps(const schema::Registry& registry, const Inventory& inventory, Plan& plan) {
  Order(registry, inventory, plan).run();
}

}  // namespace zato::enmasse
