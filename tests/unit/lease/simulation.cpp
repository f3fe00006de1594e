#include "simulation.hpp"

#include <utility>

namespace zato::lease {

namespace {
using Kind = Machine::Step::Kind;
constexpr long kK = Simulation::kPatience.count();
}  // namespace

std::string Faults::name() const {
  const std::string text = std::string(pauses ? "Pauses" : "") + (stalls ? "Stalls" : "") + (crashes ? "Crashes" : "");
  return text.empty() ? "Nothing" : text;
}

Simulation::Simulation(unsigned seed, Faults faults) : random_(seed), faults_(faults) {
  for (int number = 0; number < 5; ++number) {
    nodes_.push_back(
        {.number = number, .rate = 0.98 + 0.01 * static_cast<double>(chance(4)), .offset = chance(1'000'000)});
    start(nodes_.back());
  }
}

void Simulation::start(Node& node) {
  node.machine =
      std::make_unique<Machine>(std::to_string(node.number) + "#" + std::to_string(++node.run), Times::of(kPatience));
  node.operation.reset();
  node.working.reset();
}

Time Simulation::clock_of(const Node& node) const {
  return Time(std::chrono::microseconds(node.offset + static_cast<long>(static_cast<double>(now_ * 1000) * node.rate)));
}

void Simulation::run(std::chrono::milliseconds span) {
  for (const long end = now_ + span.count(); now_ < end && complaints_.empty(); ++now_) tick();
}

void Simulation::end_faults() {
  faults_ = {};
  stalled_until_ = 0;
  for (auto& node : nodes_) node.paused_until = 0;
}

bool Simulation::held() const {
  for (const auto& node : nodes_) {
    if (node.working && node.machine->in_effect(clock_of(node))) return true;
  }
  return false;
}

void Simulation::tick() {
  if (faults_.stalls && one_in(3 * kK)) stalled_until_ = now_ + chance(3 * kK);
  const auto first = static_cast<std::size_t>(chance(4));
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    auto& node = nodes_[(first + i) % nodes_.size()];
    disturb(node);
    apply(node);  // in the database, whatever has become of who asked
    if (now_ < node.paused_until) continue;
    answer(node);
    work(node);
    ask(node);
  }
  check();
}

// Whoever holds the role is hit more often.
void Simulation::disturb(Node& node) {
  const long rarity = (node.working ? 4 : 20) * kK;
  if (faults_.pauses && now_ >= node.paused_until && one_in(rarity))
    node.paused_until = now_ + kK / 10 + chance(5 * kK);
  if (faults_.crashes && one_in(rarity)) {
    start(node);
    node.paused_until = now_ + chance(kK);
  }
}

void Simulation::apply(Node& node) {
  auto& operation = node.operation;
  if (!operation || operation->applied || now_ < std::max(operation->applies_at, stalled_until_)) return;
  operation->applied = true;
  operation->answers_at += now_ - operation->applies_at;
  const auto& step = operation->step;
  if (step.kind == Kind::kTake) {
    operation->good = row_.epoch == step.row.epoch && row_.counter == step.row.counter;
    if (operation->good)
      row_ = {std::to_string(node.number) + "#" + std::to_string(node.run), step.epoch, row_.counter + 1, kPatience};
  } else if (step.kind == Kind::kRenew) {
    operation->good = row_.epoch == step.row.epoch && row_.holder == step.row.holder;
    if (operation->good) ++row_.counter;
  }
  operation->row = row_;
}

void Simulation::answer(Node& node) {
  if (!node.operation || !node.operation->applied || now_ < node.operation->answers_at) return;
  const auto operation = *std::exchange(node.operation, std::nullopt);
  const auto now = clock_of(node);
  if (operation.fails) return node.machine->failed(now);
  if (operation.step.kind == Kind::kRead) return node.machine->saw(now, operation.row);
  if (operation.step.kind == Kind::kTake)
    return node.machine->took(operation.sent, now, operation.step, operation.good);
  node.machine->renewed(operation.sent, now, operation.good);
}

// As Lease does it; stopping takes a while.
void Simulation::work(Node& node) {
  const auto now = clock_of(node);
  const auto ours = node.machine->in_effect(now);
  if (node.working && ours != node.working) {
    if (node.stops_at == 0) node.stops_at = now_ + chance(kK / 4);
    if (now_ < node.stops_at) return;
    node.working.reset();
  }
  node.stops_at = 0;
  if (node.machine->over(now)) return node.machine->stopped();
  if (ours && !node.working) {
    node.working = ours;
    if (!epochs_.insert(*ours).second) complain("epoch " + std::to_string(*ours) + " for a second time");
    if (*epochs_.rbegin() != *ours) complain("epoch " + std::to_string(*ours) + " after a higher one");
  }
}

void Simulation::ask(Node& node) {
  if (node.operation) return;
  const auto now = clock_of(node);
  const auto step = node.machine->next(now);
  if (step.kind == Kind::kWait) return;
  const long travels = 1 + chance(one_in(20) ? 60 : 4);
  node.operation = Operation{.step = step,
                             .sent = now,
                             .applies_at = now_ + travels,
                             .answers_at = now_ + travels + 1 + chance(4),
                             .fails = faults_.stalls && one_in(30)};
}

// One whose process is paused has no effect now; its time goes on, and must be over when the next one begins.
void Simulation::check() {
  int in_effect = 0, at_work = 0;
  for (const auto& node : nodes_) {
    in_effect += node.machine->in_effect(clock_of(node)).has_value();
    at_work += node.working.has_value() && now_ >= node.paused_until;
  }
  if (in_effect > 1) complain(std::to_string(in_effect) + " in effect");
  if (at_work > 1 && !faults_.pauses) complain(std::to_string(at_work) + " at work");
}

void Simulation::complain(const std::string& what) { complaints_ += std::to_string(now_) + " ms: " + what + "\n"; }

}  // namespace zato::lease
