// The process of a trial (trial.hpp): the parts of a worker that loading services needs, and nothing else.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/settings.hpp"
#include "process/exit_codes.hpp"
#include "rt/loop.hpp"
#include "security/object_cipher.hpp"
#include "server/deploy/trial.hpp"
#include "server/python_options.hpp"
#include "service/invoker.hpp"
#include "service/module.hpp"
#include "service/python/host.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using base::Result;
using nlohmann::json;

constexpr rlim_t kMostMemory = 4UL << 30;

class Trial {
 public:
  Trial(const TrialPlan& plan, int descriptor) : plan_(plan), descriptor_(descriptor) {}

  Result<void> modules();
  Result<void> python(service::python::Host& host);
  void say(const json& what) const {
    const auto line = what.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    for (std::size_t at = 0; at < line.size();) {
      const auto written = ::write(descriptor_, line.data() + at, line.size() - at);
      if (written <= 0) return;
      at += static_cast<std::size_t>(written);
    }
  }

 private:
  const TrialPlan& plan_;
  const int descriptor_;
};

Result<void> Trial::modules() {
  for (const auto& file : plan_.changed) {
    if (file.language != deploy::Language::kCpp) continue;
    say({{"at", file.name}});
    auto loaded = service::load_module(file.path);
    if (!loaded) {
      return base::fail(base::Code::kInvalidArgument,
                        base::replace_all(loaded.error().message, file.path.string(), file.name));
    }
    json services = json::array();
    for (const auto& entry : *loaded) services.push_back({entry.name, entry.class_name});
    say({{"file", file.name}, {"services", services}});
  }
  return {};
}

Result<void> Trial::python(service::python::Host& host) {
  service::python::Host::Changes changes{.removed = plan_.removed};
  for (const auto& file : plan_.changed) {
    if (file.language == deploy::Language::kPython) changes.changed.push_back({file.name, file.path, file.digest});
  }
  for (const auto& file : plan_.others) changes.others.push_back({file.name, file.path, file.digest});
  if (changes.changed.empty() && (changes.removed.empty() || changes.others.empty())) return {};
  ZATO_TRY(const auto view, host.prepare(std::move(changes)));
  for (const auto& [name, file] : view->files()) {
    if (!file.error.empty()) return base::fail(base::Code::kInvalidArgument, name + " cannot be loaded: " + file.error);
    json services = json::array();
    for (const auto& service : file.services) services.push_back({service.name, service.impl_name});
    say({{"file", name}, {"services", services}});
  }
  return {};
}

Result<void> try_all(const fs::path& server, const TrialPlan& plan, int descriptor) {
  ZATO_TRY(auto loaded, config::load_server(server, security::decrypt_setting));
  ZATO_TRY(auto key, security::SecretKey::parse(loaded.settings.secret_keys.key1.reveal()));
  const security::ObjectCipher cipher(std::move(key));
  const PythonObjects none;
  auto options = python_options(server, loaded.settings, cipher, none, -1);
  auto settings = json::parse(options.settings);
  settings["trial"] = descriptor;
  options.settings = settings.dump();

  rt::Loop loop;
  service::Registry registry;
  service::Invoker invoker(loop, registry, {.threads = 1, .cpu_threads = 1});
  service::python::Host host(loop, invoker, std::move(options));
  Trial trial(plan, descriptor);
  Result<void> outcome;
  loop.spawn([&] {
    outcome = trial.modules();
    if (outcome) outcome = trial.python(host);
    if (!outcome) trial.say({{"failed", outcome.error().text()}});
    trial.say({{"done", outcome.has_value()}});
    std::_Exit(outcome ? process::kExitOk : process::kExitBootError);  // whatever the files have started ends here
  });
  loop.run();
  return outcome;
}

}  // namespace

int run_trial_child(const fs::path& server, const fs::path& plan_file, int descriptor) {
  const rlimit memory{kMostMemory, kMostMemory}, none{0, 0};
  ::setrlimit(RLIMIT_DATA, &memory);
  ::setrlimit(RLIMIT_CORE, &none);
  const auto text = base::read_file(plan_file);
  auto plan = text ? TrialPlan::parse(*text) : base::fail(text.error());
  const auto tried = plan ? try_all(server, *plan, descriptor) : base::fail(plan.error());
  if (tried) return process::kExitOk;
  std::fprintf(stderr, "%s\n", tried.error().text().c_str());
  return process::kExitBootError;
}

}  // namespace zato::server
