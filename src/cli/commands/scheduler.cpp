// zato scheduler …: what jobs did and will do, runs now, pauses. Jobs themselves: zato job create and the like
// (nouns.hpp).
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/admin_client.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;

const std::vector<Column> kRunColumns{{"name"},       {"nominal_time"}, {"outcome"}, {"duration_ms"},
                                      {"started_at"}, {"server"},       {"cid"},     {"details"}};

std::string service_named(const char* verb) { return std::string("zato.scheduler.job.") + verb; }

json job_input(const Arguments& arguments) {
  json input = json::object();
  if (!arguments.word("name").empty()) input["name"] = arguments.word("name");
  return input;
}

json with(json input, const Arguments& arguments, std::initializer_list<const char*> options) {
  for (const auto* option : options) {
    if (arguments.has(option)) input[option] = arguments.text(option);
  }
  return input;
}

void rows(const Arguments& arguments, const std::vector<Column>& columns, const char* verb, json input) {
  print_rows(columns, connect_admin(arguments)->call(service_named(verb), input),
             parse_format(arguments.text("output")));
}

void act(const Arguments& arguments, const char* verb) {
  connect_admin(arguments)->call(service_named(verb), job_input(arguments));
}

void run_now(const Arguments& arguments) {
  const auto run = connect_admin(arguments)->call(service_named("execute"), job_input(arguments));
  fmt::print("{}\n", cell_text(run.value("cid", json())));
}

void history(const Arguments& arguments) {
  auto input = job_input(arguments);
  input["page_size"] = arguments.number("limit", 1, 1000);
  rows(arguments, kRunColumns, "get-history", std::move(input));
}

void next(const Arguments& arguments) {
  auto input = with(job_input(arguments), arguments, {"from"});
  input["count"] = arguments.number("limit", 1, 1000);
  rows(arguments, {{"nominal_time"}}, "get-next-runs", std::move(input));
}

void simulate(const Arguments& arguments) {
  auto input = with(job_input(arguments), arguments, {"from", "to"});
  input["limit"] = arguments.number("limit", 1, 10'000);
  rows(arguments, {{"nominal_time"}, {"name"}, {"service"}}, "simulate", std::move(input));
}

void status(const Arguments& arguments) {
  const auto state = connect_admin(arguments)->call(service_named("get-current-state"), json::object());
  print_rows({{"scheduler"}, {"epoch"}, {"is_paused"}, {"paused_jobs"}, {"unsent_runs"}}, json::array({state}),
             parse_format(arguments.text("output")));
}

Command command(const char* verb, const char* help, std::vector<Positional> positionals, std::vector<Option> options,
                bool says_ok, std::function<void(const Arguments&)> run) {
  return {.path = {"scheduler", verb},
          .help = help,
          .positionals = std::move(positionals),
          .options = with_admin_options(std::move(options)),
          .says_ok = says_ok,
          .run = std::move(run)};
}

Option limit(const char* initial) {
  return {.name = "limit", .help = "How many at most.", .value = "N", .initial = initial};
}

}  // namespace

void add_scheduler(std::vector<Command>& commands) {
  const Positional one{"name", "Name of the job."};
  const Positional maybe{"name", "Name of the job; all jobs if not given.", 0, 1};
  const Option from{
      .name = "from", .help = "From this time on (UTC), as in 2026-05-31 12:00:00; now if not given.", .value = "TIME"};
  commands.push_back(command("run-now", "Runs an active job now, beside its schedule; prints the run's correlation id.",
                             {one}, {}, false, run_now));
  commands.push_back(
      command("pause", "Pauses a job, or all.", {maybe}, {}, true, [](const Arguments& a) { act(a, "pause"); }));
  commands.push_back(
      command("resume", "Resumes a job; without a name, what was paused without one.", {maybe}, {}, true, [](const Arguments& a) { act(a, "resume"); }));
  commands.push_back(command("status", "Tells which scheduler is active, what is paused, what waits.", {},
                             {table_option()}, false, status));
  commands.push_back(command("history", "Lists runs of a job, or of all, the newest first.", {maybe},
                             {limit("20"), table_option()}, false, history));
  commands.push_back(
      command("next", "Lists when a job runs next.", {one}, {from, limit("10"), table_option()}, false, next));
  commands.push_back(command(
      "simulate", "Lists what would run between two times, by the scheduler's own code and a clock that is not real.",
      {maybe},
      {from,
       {.name = "to", .help = "Until this time (UTC); a day later if not given.", .value = "TIME"},
       limit("1000"),
       table_option()},
      false, simulate));
}

}  // namespace zato::cli
