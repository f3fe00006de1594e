#include "server/services.hpp"

#include <algorithm>
#include <set>

#include "log/log.hpp"
#include "objects/all.hpp"
#include "objects/service.hpp"
#include "odb/store.hpp"
#include "service/builtin.hpp"
#include "service/module.hpp"

namespace zato::server {
namespace {
constexpr log::Logger kLog{"zato.server.services"};

void tell(const service::LoadReport& report, std::string_view kind) {
  for (const auto& refused : report.refused) kLog.error("a service module was left out: {}", refused.text());
  if (report.modules > 0) kLog.info("{} services of {} {} are loaded", report.services, report.modules, kind);
}

// Zato's order: what others import comes first.
int rank_of(const std::filesystem::path& file) {
  const auto name = file.filename().string();
  return name.starts_with("common") ? 0 : name.starts_with("util") ? 1 : name.starts_with("model") ? 2 : 3;
}

std::optional<zato::Execution> execution_named(std::string_view name) {
  if (name == "fiber") return zato::Execution::kFiber;
  if (name == "thread") return zato::Execution::kThread;
  if (name == "cpu") return zato::Execution::kCpu;
  return std::nullopt;  // as declared
}

service::Limits limits_of(const objects::Service& row) {
  return {.concurrent = static_cast<std::size_t>(row.max_concurrent),
          .patience = std::chrono::milliseconds(row.max_concurrent_wait),
          .execution = execution_named(row.execution),
          .timeout = std::chrono::milliseconds(row.timeout)};
}

}  // namespace

base::Result<void> load_services(service::Registry& registry, service::python::Host& python,
                                 const std::filesystem::path& sources, const std::filesystem::path& directory) {
  ZATO_CHECK(service::add_builtin_services(registry));
  ZATO_TRY(const auto modules, service::modules_of(sources, directory));
  tell(service::load_all(registry, modules), "modules");
  ZATO_TRY(auto files, service::modules_of(sources, directory, ".py"));
  std::ranges::stable_sort(files, {}, rank_of);
  tell(service::load_all(registry, files, [&](const auto& file) { return python.load(file); }), "Python files");
  kLog.info("{} services are loaded", registry.list().size());
  return {};
}

base::Result<void> register_services(odb::Pool& pool, const objects::Cipher& cipher, const odb::Snapshot& snapshot,
                                     const service::Registry& registry) {
  std::vector<objects::Service> missing;
  for (const auto& entry : registry.list()) {
    if (snapshot.find<objects::Service>(entry->name)) continue;
    missing.push_back({.name = entry->name, .impl_name = entry->class_name, .is_internal = entry->is_internal});
  }
  if (missing.empty()) return {};
  return pool.with([&](odb::Connection& odb) -> base::Result<void> {
    odb::Store store(
        odb, {.registry = objects::all(), .cipher = cipher, .cluster_id = snapshot.cluster_id(), .actor = "server"});
    return store.transaction([&]() -> base::Result<void> {  // hundreds, when the cluster is new
      // Siblings start at the same time and find the same services missing.
      ZATO_TRY(const auto there, store.list<objects::Service>());
      std::set<std::string_view> known;
      for (const auto& service : there) known.insert(service.name);
      for (const auto& service : missing) {
        if (known.contains(service.name)) continue;
        if (const auto added = store.insert(service); !added && added.error().code != base::Code::kAlreadyExists)
          return base::fail(added.error());
      }
      return {};
    });
  });
}

void apply_services(service::Registry& registry, const odb::Snapshot& snapshot) {
  // Rows without code are services of a module that is gone: their channels answer 404.
  registry.update_each([&](service::Entry& entry) {
    const auto* row = snapshot.find<objects::Service>(entry.name);
    if (!row) return;
    entry.id = row->id;
    entry.active = row->is_active;
    entry.slow_after = std::chrono::milliseconds(row->slow_threshold);
    entry.sample_every = static_cast<std::uint64_t>(row->sample_req_resp_freq);
    entry.limits = limits_of(*row);
  });
}

}  // namespace zato::server
