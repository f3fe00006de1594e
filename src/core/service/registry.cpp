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

std::shared_ptr<const Entry> Services::find(std::string_view name) const {
  const auto found = table_.find(name);
  return found == table_.end() ? nullptr : found->second;
}

std::shared_ptr<const Services> Registry::now() const {
  const std::lock_guard lock(mutex_);
  return services_;
}

void Registry::publish() {
  auto next = std::make_shared<Services>();
  next->table_ = loaded_;
  for (const auto& [name, entry] : deployed_) {
    auto& place = next->table_[name];
    if (!place || !place->is_internal) place = entry;
  }
  std::shared_ptr<const Services> services = std::move(next);
  const std::lock_guard lock(mutex_);
  services_.swap(services);  // the old table, and modules with it, ends after the lock
}

std::vector<std::shared_ptr<const Entry>> Registry::list() const {
  const auto services = now();
  std::vector<std::shared_ptr<const Entry>> entries;
  entries.reserve(services->table_.size());
  for (const auto& [name, entry] : services->table_) entries.push_back(entry);
  std::ranges::sort(entries, {}, [](const auto& entry) { return std::string_view(entry->name); });
  return entries;
}

base::Result<void> Registry::replace(const std::string& source, std::vector<Entry> entries) {
  const std::lock_guard one_writer(writers_);
  auto next = loaded_;
  std::erase_if(next, [&](const auto& item) { return item.second->source == source; });
  const auto current = now();
  for (Entry& entry : entries) {
    entry.source = source;
    entry.stats = &stats_.of(entry.name);
    entry.gate = &gates_[entry.name];
    if (const auto before = current->find(entry.name)) carry_over(*before, entry);
    const std::string name = entry.name;
    const auto [place, added] = next.try_emplace(name, nullptr);
    if (!added) {
      return base::fail(base::Code::kAlreadyExists,
                        source + ": service " + name + " is already defined by " + place->second->source);
    }
    place->second = std::make_shared<const Entry>(std::move(entry));
  }
  loaded_.swap(next);
  publish();
  return {};
}

void Registry::deploy(std::vector<Entry> entries) {
  const std::lock_guard one_writer(writers_);
  const auto current = now();
  Services::Table next;
  next.reserve(entries.size());
  for (Entry& entry : entries) {
    entry.stats = &stats_.of(entry.name);
    entry.gate = &gates_[entry.name];
    if (const auto before = current->find(entry.name)) carry_over(*before, entry);
    auto name = entry.name;
    next.insert_or_assign(std::move(name), std::make_shared<const Entry>(std::move(entry)));
  }
  deployed_.swap(next);
  publish();
}

base::Result<void> Registry::update(std::string_view name, const std::function<void(Entry&)>& change) {
  const std::lock_guard one_writer(writers_);
  bool found = false;
  for (auto* table : {&loaded_, &deployed_}) {
    const auto at = table->find(name);
    if (at == table->end()) continue;
    auto changed = std::make_shared<Entry>(*at->second);
    change(*changed);
    at->second = std::move(changed);
    found = true;
  }
  if (!found) return base::fail(base::Code::kNotFound, "service " + std::string(name) + " does not exist");
  publish();
  return {};
}

void Registry::update_each(const std::function<void(Entry&)>& change) {
  const std::lock_guard one_writer(writers_);
  for (auto* table : {&loaded_, &deployed_}) {
    for (auto& [name, entry] : *table) {
      auto changed = std::make_shared<Entry>(*entry);
      change(*changed);
      entry = std::move(changed);
    }
  }
  publish();
}

}  // namespace zato::service
