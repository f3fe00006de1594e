// scheduler.conf: every key with its help and range. Zato's sections [bind], [cluster], [odb]; ours where it has none.
#include "config/scheduler_settings.hpp"

#include "config/common_sections.hpp"
#include "config/settings.hpp"
#include "config/table.hpp"

namespace zato::config {

namespace {

using SchedulerTable = Table<SchedulerSettings>;

void declare_names(SchedulerTable& table) {
  table.section("bind", &SchedulerSettings::bind, "Where the scheduler tells how it is. It takes no orders there.")
      .add("host", &SchedulerBindSettings::host, {.help = "Address of /livez, /readyz and /metrics."})
      .add("port", &SchedulerBindSettings::port,
           {.help = "Port of /livez, /readyz and /metrics.", .min = 1, .max = 65535});
  table.section("cluster", &SchedulerSettings::cluster, "Whose jobs the scheduler runs.")
      .add("name", &SchedulerClusterSettings::name, {.help = "Name of the cluster."})
      .ignored("id", "clusters are known by their names")
      .ignored("stats_enabled", "statistics need no jobs here");
}

void declare_main(SchedulerTable& table) {
  using P = SchedulerMainSettings;
  auto section = table.section("scheduler", &SchedulerSettings::scheduler, "How jobs are run.");
  section.add("name", &P::name, {.help = "This scheduler among several of its cluster, of which one is active."})
      .add("keep_alive", &P::keep_alive,
           {.help = "How long an active scheduler may be silent; another one takes over within twice that.",
            .min = 0.1,
            .max = 3600})
      .add("poll_interval", &P::poll_interval,
           {.help = "How often changes of jobs are looked for, as a net below Redis notices.", .min = 0.05, .max = 60})
      .add("plan_ahead", &P::plan_ahead,
           {.help = "How long before its time a run is written into the ODB.", .min = 0, .max = 10})
      .add("misfire_grace_time", &P::misfire_grace_time,
           {.help = "A run that is later than this counts as missed.", .min = 0.1, .max = 86400})
      .add("catch_up_window", &P::catch_up_window,
           {.help = "Of jobs that make up for all missed runs, older ones than this are left out.",
            .min = 1,
            .max = 31536000})
      .add(
          "run_timeout", &P::run_timeout,
          {.help = "A run without a word for so long counts as lost and holds up no other.", .min = 1, .max = 31536000})
      .add("history_time", &P::history_time,
           {.help = "How long the history of runs is kept.", .min = 60, .max = 315360000});
}

// What Zato's scheduler.conf has and this one needs not.
void declare_ignored(SchedulerTable& table) {
  for (const char* key : {"server_path", "server_host", "server_port", "server_username", "server_password", "use_tls",
                          "tls_verify", "server_prefer_odb_config"}) {
    table.ignored({"server", key, "servers are reached through Redis"});
  }
  for (const char* key : {"auth_required", "server_api_client1"}) {
    table.ignored({"api_clients", key, "nobody gives orders to a scheduler directly"});
  }
  table.ignored({"crypto", "use_tls", "only health is told, on plain HTTP"});
  table.ignored({"misc", "initial_sleep_time", "starting waits for nothing"});
}

}  // namespace

const Table<SchedulerSettings>& scheduler_table() {
  static const SchedulerTable table = [] {
    SchedulerTable t("scheduler", "scheduler.conf", "A scheduler (zato-scheduler): runs the jobs of one cluster.");
    declare_names(t);
    declare_main(t);
    declare_odb(t);
    declare_kvdb(t);
    declare_logging(t, &SchedulerSettings::logging, "The scheduler's log.");
    t.section("secret_keys", &SchedulerSettings::secret_keys,
              "Keys that secrets are encrypted with, here and in the ODB.")
        .add("key1", &SecretKeySettings::key1,
             {.help = "32 random bytes in base64, as made by zato crypto create-secret-key; that of the cluster."});
    declare_ignored(t);
    return t;
  }();
  return table;
}

}  // namespace zato::config
