// Coordinator: carries out deployments from what somebody uploaded to its being in force on every live server, or to
// the reason why it is not. In each worker, for the admin API, and in the keeper, for the pickup directory. Its
// functions wait; call them on fibers of the loop.
#pragma once

#include <functional>

#include "admin/service.hpp"
#include "config/server_settings.hpp"
#include "deploy/files.hpp"
#include "deploy/runs.hpp"
#include "odb/pool.hpp"
#include "rt/loop.hpp"
#include "rt/thread_pool.hpp"
#include "server/deploy/package_files.hpp"
#include "server/deploy/references.hpp"
#include "server/deploy/trial.hpp"
#include "server/deploy/trust.hpp"

namespace zato::server {

class Coordinator {
 public:
  struct Options {
    rt::Loop& loop;
    odb::Pool& pool;
    const objects::Cipher& cipher;
    const config::ServerSettings& settings;
    std::filesystem::path directory;     // of the server
    std::function<void()> announce_run;  // there is news of a run: workers look
    // Calls an admin service.
    std::function<base::Result<admin::Answer>(const admin::Caller&, std::string_view service, const Json& input)> call;
  };
  explicit Coordinator(Options options);

  // What the admin services of deployments ask for (admin/services/deployments.cpp).
  base::Result<Json> carry_out(const admin::Caller& caller, admin::DeployOrder order);

 private:
  struct Known {
    schema::Id cluster = 0;
    std::vector<Target> in_force = {};
  };

  // Files by their digests, with the bytes of those that came with the order.
  using Bytes = std::map<std::string_view, const deploy::File*>;

  class Phases;

  base::Result<Known> look();
  base::Result<deploy::Plan> plan_of(const Known& known, admin::DeployOrder order,
                                     std::vector<deploy::File>& files);
  base::Result<void> try_it(const Known& known, deploy::Plan& plan, const Bytes& bytes);
  base::Result<TrialOutcome> outcome_of_trial(const Known& known, const deploy::Plan& plan, const Bytes& bytes);
  base::Result<TrialPlan> trial_plan(const Known& known, const deploy::Plan& plan, const Bytes& bytes);
  base::Result<std::vector<Target>> others_of(const Known& known, const TrialPlan& trial);
  base::Result<std::unique_ptr<TrialProcess>> trial_process(std::unique_ptr<TrialProcess> ready,
                                                            const TrialPlan& plan) const;
  void get_ready();
  base::Result<void> store(const Known& known, const Bytes& bytes);
  void forget(const Known& known, const Bytes& bytes);
  base::Result<std::int64_t> open(const Known& known, const std::string& actor, const deploy::Plan& plan,
                                  const Bytes& bytes);
  base::Result<void> wait_for_turn(schema::Id cluster);
  base::Result<void> wait_prepared(schema::Id cluster, std::int64_t run);
  base::Result<std::vector<std::string>> wait_switched(schema::Id cluster, std::int64_t sequence);
  base::Result<Json> bring(const admin::Caller& caller, const Known& known, deploy::Plan& plan, const Bytes& bytes,
                           Phases& phases);
  base::Result<Json> finish(const admin::Caller& caller, const Known& known, std::int64_t run,
                            const deploy::Plan& plan);

  Options options_;
  PackageFiles files_;
  Trust trust_;
  References references_;
  rt::ThreadPool trials_{"trial", 2, 100};
  std::unique_ptr<TrialProcess> ready_;  // for the next trial
  bool getting_ready_ = false;
  rt::Timer not_needed_;  // ready_, after its patience
};

}  // namespace zato::server
