// The table of services (registry.hpp).
#include "service/registry.hpp"

#include <algorithm>
#include <utility>

namespace zato::service {
namespace {

// New code of a service that is configured already.
void carry_over(const Entry& before, Entry& entry) {
  entry.id = before.id;
  entry.active = before.active;
  entry.slow_after = before.slow_after;
  entry.limits = before.limits;
  entry.sample_every = before.sample_every;
}

}  // namespace

std::shared_ptr<const Registry::Table> Registry::table() const {
  const std::lock_guard lock(mutex_);
  return table_;
}

void Registry::publish(std::shared_ptr<const Table> table) {
  const std::lock_guard lock(mutex_);
  table_.swap(table);  // the old table, and modules with it, ends after the lock
}

std::shared_ptr<const Entry> Registry::find(std::string_view name) const {
  const auto current = table();
  const auto found = current->find(name);
  return found == current->end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Entry>> Registry::list() const {
  std::vector<std::shared_ptr<const Entry>> entries;
  for (const auto& [name, entry] : *table()) entries.push_back(entry);
  std::ranges::sort(entries, {}, [](const auto& entry) { return std::string_view(entry->name); });
  return entries;
}

base::Result<void> Registry::replace(const std::string& source, std::vector<Entry> entries) {
  const std::lock_guard one_writer(writers_);
  const auto current = table();
  auto next = std::make_shared<Table>(*current);
  std::erase_if(*next, [&](const auto& item) { return item.second->source == source; });
  for (Entry& entry : entries) {
    entry.source = source;
    entry.stats = &stats_.of(entry.name);
    entry.gate = &gates_[entry.name];
    if (const auto before = current->find(entry.name); before != current->end()) carry_over(*before->second, entry);
    const std::string name = entry.name;
    const auto [place, added] = next->try_emplace(name, nullptr);
    if (!added) {
      return base::fail(base::Code::kAlreadyExists,
                        source + ": service " + name + " is already defined by " + place->second->source);
    }
    place->second = std::make_shared<const Entry>(std::move(entry));
  }
  publish(std::move(next));
  return {};
}

base::Result<void> Registry::update(std::string_view name, const std::function<void(Entry&)>& change) {
  const std::lock_guard one_writer(writers_);
  auto next = std::make_shared<Table>(*table());
  const auto found = next->find(name);
  if (found == next->end())
    return base::fail(base::Code::kNotFound, "service " + std::string(name) + " does not exist");
  auto changed = std::make_shared<Entry>(*found->second);
  change(*changed);
  found->second = std::move(changed);
  publish(std::move(next));
  return {};
}

void Registry::update_each(const std::function<void(Entry&)>& change) {
  const std::lock_guard one_writer(writers_);
  auto next = std::make_shared<Table>(*table());
  for (auto& [name, entry] : *next) {
    auto changed = std::make_shared<Entry>(*entry);
    change(*changed);
    entry = std::move(changed);
  }
  publish(std::move(next));
}

}  // namespace zato::service
