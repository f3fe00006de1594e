#include "server/deploy/loaded_set.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "service/module.hpp"

namespace zato::server {

using base::Result;
using deploy::Language;

namespace {

const Target* find(const LoadedSet& set, const std::string& name) {
  const auto at = std::ranges::find(set.targets, name, &Target::name);
  return at == set.targets.end() ? nullptr : &*at;
}

}  // namespace

void put_in_order(std::vector<Target>& targets) {
  std::ranges::sort(targets, [](const Target& one, const Target& other) {
    return one.run != other.run ? one.run < other.run : deploy::comes_before(one.name, other.name);
  });
}

std::vector<service::Entry> LoadedSet::entries() const {
  std::vector<service::Entry> all;
  for (const auto& target : targets) {
    if (failures.contains(target.name)) continue;
    if (target.language == Language::kPython) {
      if (!view) continue;
      auto entries = view->entries(target.name);
      std::ranges::move(entries, std::back_inserter(all));
    } else if (const auto at = modules.find(target.name); at != modules.end()) {
      all.insert(all.end(), at->second.begin(), at->second.end());
    }
  }
  return all;
}

Result<LoadedSet> SetLoader::load(std::vector<Target> targets, const LoadedSet& base,
                                  std::map<std::string, std::string> refused) {
  LoadedSet set{.targets = std::move(targets), .failures = std::move(refused)};
  ZATO_CHECK(load_modules(set, base));
  ZATO_CHECK(load_python(set, base));
  return set;
}

Result<void> SetLoader::load_python(LoadedSet& set, const LoadedSet& base) {
  service::python::Host::Changes changes{.base = base.view};
  std::map<std::string_view, const Target*> before;
  for (const auto& target : base.targets) {
    if (target.language == Language::kPython && base.view && base.view->files().contains(target.name))
      before.emplace(target.name, &target);
  }
  for (const auto& target : set.targets) {
    if (target.language != Language::kPython || set.failures.contains(target.name)) continue;
    const auto known = before.find(target.name);
    const bool same = known != before.end() && *known->second == target;
    if (known != before.end()) before.erase(known);
    if (!same) changes.changed.push_back({target.name, files_.path_of({target.name, target.digest}), target.digest});
  }
  for (const auto& [name, target] : before) changes.removed.emplace_back(name);
  if (changes.changed.empty() && changes.removed.empty()) {
    set.view = base.view;
  } else {
    ZATO_TRY(set.view, python_.prepare(std::move(changes)));
  }
  if (!set.view) return {};
  for (const auto& [name, file] : set.view->files()) {
    if (!file.error.empty()) set.failures.emplace(name, file.error);
  }
  return {};
}

Result<void> SetLoader::load_modules(LoadedSet& set, const LoadedSet& base) {
  for (const auto& target : set.targets) {
    if (target.language != Language::kCpp || set.failures.contains(target.name)) continue;
    const auto* before = find(base, target.name);
    if (const auto known = base.modules.find(target.name); before && *before == target && known != base.modules.end()) {
      set.modules.emplace(target.name, known->second);
      continue;
    }
    const auto path = files_.path_of({target.name, target.digest});
    ZATO_TRY(auto entries, threads_.call([&] { return service::load_module(path); }));
    if (!entries) {
      set.failures.emplace(target.name, base::replace_all(entries.error().message, path.string(), target.name));
      continue;
    }
    for (auto& entry : *entries) entry.source = target.name;
    set.modules.emplace(target.name, std::move(*entries));
  }
  return {};
}

}  // namespace zato::server
