#include "server/deploy/loaded_set.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "deploy/signature.hpp"
#include "service/module.hpp"

namespace zato::server {

using base::Result;
using deploy::Language;

namespace {

Language language_of(const std::string& name) { return deploy::language_named(name).value_or(Language::kPython); }

}  // namespace

Target target_of(const objects::Deployment& deployment) {
  return {.name = deployment.name,
          .digest = deployment.digest,
          .language = language_of(deployment.language),
          .run = deployment.run,
          .signature = deployment.signature};
}

Target target_of(const deploy::PlannedFile& file, std::int64_t run) {
  return {.name = file.name,
          .digest = file.digest,
          .language = language_of(file.language),
          .run = run,
          .signature = file.signature};
}

std::vector<Target> removals_of(const deploy::Plan& plan) {
  std::vector<Target> removals;
  for (const auto& name : plan.removed)
    removals.push_back({.name = name, .digest = deploy::kRemovedDigest, .signature = plan.removal_signature});
  return removals;
}

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
                                  const PackageFiles::Fetched& fetched, std::map<std::string, std::string> refused) {
  LoadedSet set{.targets = std::move(targets), .failures = std::move(refused)};
  ZATO_CHECK(load_modules(set, base));
  ZATO_CHECK(load_python(set, base, fetched));
  return set;
}

Result<void> SetLoader::load_python(LoadedSet& set, const LoadedSet& base, const PackageFiles::Fetched& fetched) {
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
    if (same) continue;
    if (const auto source = fetched.sources.find(target.digest); source != fetched.sources.end())
      changes.changed.push_back({target.name, files_.path_of(target.wanted()), source->second});
    else
      set.failures.emplace(target.name, "its source was not fetched");
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
  std::map<std::string_view, const Target*> before;
  for (const auto& target : base.targets) {
    if (target.language == Language::kCpp) before.emplace(target.name, &target);
  }
  std::vector<const Target*> fresh;
  for (const auto& target : set.targets) {
    if (target.language != Language::kCpp || set.failures.contains(target.name)) continue;
    const auto same = before.find(target.name);
    const auto known = base.modules.find(target.name);
    if (same != before.end() && *same->second == target && known != base.modules.end())
      set.modules.emplace(target.name, known->second);
    else
      fresh.push_back(&target);
  }
  if (fresh.empty()) return {};
  return threads_.run([&] {
    for (const auto* target : fresh) load_module(*target, set);
  });
}

void SetLoader::load_module(const Target& target, LoadedSet& set) const {
  const auto path = files_.path_of(target.wanted());
  auto entries = service::load_module(path);
  if (!entries) {
    set.failures.emplace(target.name, base::replace_all(entries.error().message, path.string(), target.name));
    return;
  }
  for (auto& entry : *entries) entry.source = target.name;
  set.modules.emplace(target.name, std::move(*entries));
}

}  // namespace zato::server
