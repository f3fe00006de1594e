#include "integration/scheduler/world.hpp"

#include <regex>

#include "base/file.hpp"
#include "config/render.hpp"
#include "config/settings.hpp"
#include "lease/lease.hpp"
#include "lease/status.hpp"
#include "objects/all.hpp"
#include "objects/service.hpp"
#include "odb/clusters.hpp"
#include "odb/schema.hpp"
#include "odb/store.hpp"

namespace zato::test {

namespace {

constexpr const char* kClusterName = "test";
constexpr std::int64_t kAll = 10'000'000;

template <class T>
T ok(base::Result<T> result) {
  return base::value_or_throw(std::move(result));
}

odb::Options odb_options(const std::filesystem::path& directory) {
  odb::Options options;
  options.path = directory / "zato.db";
  return options;
}

}  // namespace

World::World() {
  const auto options = odb_options(directory_.path());
  ok(odb::create_schema(options, objects::all()));
  odb_ = ok(odb::connect(options));
  objects::Cluster cluster;
  cluster.name = kClusterName;
  cluster_ = ok(odb::create_cluster(*odb_, cluster, "test")).id;
  odb::Store store(*odb_, {.registry = objects::all(), .cipher = cipher_, .cluster_id = cluster_, .actor = "test"});
  objects::Service service;
  service.name = "test.effect";
  service.impl_name = "test.effect";
  service_ = ok(store.insert(service)).id;
}

void World::add_jobs(int count, objects::SchedulerJob like) {
  odb::Store store(*odb_, {.registry = objects::all(), .cipher = cipher_, .cluster_id = cluster_, .actor = "test"});
  ok(store.transaction([&]() -> base::Result<void> {
    for (int i = 0; i < count; ++i) {
      auto job = like;
      job.name = "job-" + std::to_string(++jobs_);
      job.service_id = service_;
      ZATO_CHECK(store.insert(job));
    }
    return {};
  }));
}

std::filesystem::path World::write_settings(const std::string& name, const Scheduler& scheduler,
                                            const Options& options) const {
  const auto root = directory_.path() / name;
  const auto repo = root / "config" / "repo";
  std::filesystem::create_directories(repo);
  config::Values values{{"bind/port", std::to_string(scheduler.port.number())},
                        {"cluster/name", kClusterName},
                        {"scheduler/name", name},
                        {"scheduler/keep_alive", "1"},
                        {"odb/db_name", (directory_.path() / "zato.db").string()},
                        {"kvdb/unix_socket_path", redis_.socket_path().string()},
                        {"kvdb/password", redis_.password()},
                        {"secret_keys/key1", key_.text().reveal()}};
  for (const auto& [key, value] : options.settings) values[key] = value;
  ok(base::write_file_atomically(repo / "scheduler.conf", config::render_ini(config::scheduler_table().data(), values),
                                 0600));
  return root;
}

void World::start(const std::string& name, const Options& options) {
  auto& scheduler = schedulers_[name];
  const auto root = write_settings(name, scheduler, options);
  scheduler.process.reset();
  scheduler.process = std::make_unique<Process>(Command{.program = program("zato-scheduler"),
                                                        .arguments = {root.string()},
                                                        .environment = options.environment,
                                                        .output = root / "console.log"});
  wait_until(
      name + " is ready", 60s,
      [&] {
        if (!scheduler.process->running()) throw std::runtime_error(log(name));
        return answers({.port = scheduler.port.number()}, "/readyz");
      },
      [&] { return log(name); });
}

std::string World::active() {
  const auto row = ok(lease::read_row(*odb_, cluster_, jobs::kRole));
  return std::string(lease::name_of_holder(row.holder));
}

std::string World::metrics(const std::string& name) const {
  return get({.port = schedulers_.at(name).port.number()}, "/metrics").body;
}

double World::metric(const std::string& name, const std::string& series) const {
  const auto text = metrics(name);
  const auto at = text.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::stod(text.substr(at + series.size() + 2));
}

std::string World::log(const std::string& name) const {
  const auto root = directory_.path() / name;
  return base::read_file(root / "logs" / "scheduler.log").value_or("") +
         base::read_file(root / "console.log").value_or("");
}

std::map<jobs::FireKey, int> World::in_stream() const {
  const auto text = redis_.command({"XRANGE", std::string("zato:") + kClusterName + ":invoke", "-", "+"});
  static const std::regex pattern(R"(job:[0-9]+:[0-9]+)");
  std::map<jobs::FireKey, int> out;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    ++out[*jobs::FireKey::parse(at->str())];
  return out;
}

std::size_t World::stream_length() const {
  const auto text = redis_.command({"XLEN", std::string("zato:") + kClusterName + ":invoke"});
  return text.empty() ? 0 : std::stoul(text);
}

std::vector<jobs::Run> World::ledger() { return ok(jobs::history(*odb_, cluster_, 0, kAll)); }

std::size_t World::unsent() {
  const auto backlog = ok(jobs::backlog(*odb_, cluster_));
  return static_cast<std::size_t>(backlog.planned + backlog.waiting);
}

}  // namespace zato::test
