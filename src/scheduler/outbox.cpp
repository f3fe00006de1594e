#include "scheduler/outbox.hpp"

namespace zato::scheduler {

bool Outbox::add(Outgoing item) {
  if (!known_.insert(item.key).second) return false;
  items_.emplace(item.due, std::move(item));
  return true;
}

std::vector<Outgoing> Outbox::take(jobs::Instant now, std::size_t limit) {
  std::vector<Outgoing> out;
  while (!items_.empty() && items_.begin()->first <= now && out.size() < limit) {
    out.push_back(std::move(items_.begin()->second));
    items_.erase(items_.begin());
  }
  return out;
}

void Outbox::put_back(Outgoing item) {
  if (known_.contains(item.key)) items_.emplace(item.due, std::move(item));
}

void Outbox::forget(const jobs::FireKey& key) { known_.erase(key); }

void Outbox::clear() {
  items_.clear();
  known_.clear();
}

std::optional<jobs::Instant> Outbox::next() const {
  return items_.empty() ? std::nullopt : std::optional(items_.begin()->first);
}

}  // namespace zato::scheduler
