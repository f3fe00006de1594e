// zato.scheduler.*: what is done with jobs beside changing them: a run now, pauses, what has run and what will. Nobody
// talks to a scheduler: it finds in the ODB what was ordered here.
#include <algorithm>

#include "admin/derived/subject.hpp"
#include "admin/input.hpp"
#include "admin/policy.hpp"
#include "admin/services/families.hpp"
#include "base/cid.hpp"
#include "jobs/agenda.hpp"
#include "jobs/ledger.hpp"
#include "lease/lease.hpp"
#include "lease/status.hpp"

namespace zato::admin {

namespace {

using base::Code;
using base::Result;
using jobs::Instant;
using schema::Kind;

constexpr const char* kFamily = "zato.scheduler.job";
constexpr std::int64_t kMostRuns = 10'000;

Instant now() { return std::chrono::time_point_cast<schedule::Duration>(std::chrono::system_clock::now()); }

Family family(const schema::Registry& registry) { return {kFamily, registry.served_by(kFamily)}; }

bool names_a_job(const Json& input) { return input.contains("id") || input.contains("name"); }

Result<Subject> subject_of(Context& context, const Json& input) {
  return find_subject(context, family(context.registry), input);
}

Json time_or_null(Instant at) { return at == Instant() ? Json(nullptr) : Json(schedule::text_of(at)); }

Json shown(const jobs::Run& run) {
  const bool ended = run.finished_at != Instant();
  return {{"job_id", run.key.job_id},
          {"name", run.job_name},
          {"nominal_time", schedule::text_of(run.key.nominal)},
          {"is_manual", run.manual},
          {"outcome", run.state},
          {"cid", run.cid},
          {"epoch", run.epoch},
          {"recorded_at", time_or_null(run.recorded_at)},
          {"sent_at", time_or_null(run.sent_at)},
          {"started_at", time_or_null(run.started_at)},
          {"finished_at", time_or_null(run.finished_at)},
          {"duration_ms", ended ? Json((run.finished_at - run.started_at).count() / 1000) : Json(nullptr)},
          {"server", run.server},
          {"attempts", run.attempts},
          {"details", run.detail}};
}

Result<Answer> execute(Context& context, const Json& input) {
  ZATO_TRY(const auto subject, subject_of(context, input));
  ZATO_TRY(const auto stored, jobs::read_job(context.store, subject.id()));
  if (!stored.is_active) {
    return base::fail(Code::kInvalidArgument,
                      "Job `" + subject.name() + "` is not active; schedulers know active ones only");
  }
  ZATO_TRY(const auto run, jobs::order_run(context.store.connection(), context.store.cluster_id(), subject.id(),
                                           base::new_cid(), now()));
  context.around.wake_schedulers();
  context.deeds.push_back({subject.type->name, subject.id(), subject.name(), "execute", {}});
  return Answer{.body = {{"id", subject.id()},
                         {"name", subject.name()},
                         {"cid", run.cid},
                         {"nominal_time", schedule::text_of(run.key.nominal)}}};
}

Result<Answer> pause(Context& context, const Json& input, bool paused) {
  const auto& verb = paused ? "pause" : "resume";
  auto& odb = context.store.connection();
  const auto cluster = context.store.cluster_id();
  if (!names_a_job(input)) {
    ZATO_CHECK(jobs::set_paused(odb, cluster, 0, paused, context.caller.name));
    context.around.wake_schedulers();
    context.deeds.push_back({"", 0, "all jobs", verb, {}});
    return Answer{.body = {{"is_paused", paused}}};
  }
  ZATO_TRY(const auto subject, subject_of(context, input));
  ZATO_CHECK(jobs::set_paused(odb, cluster, subject.id(), paused, context.caller.name));
  context.around.wake_schedulers();
  context.deeds.push_back({subject.type->name, subject.id(), subject.name(), verb, {}});
  return Answer{.body = {{"id", subject.id()}, {"name", subject.name()}, {"is_paused", paused}}};
}

Result<Answer> get_history(Context& context, const Json& input) {
  schema::Id job = 0;
  if (names_a_job(input)) {
    ZATO_TRY(const auto subject, subject_of(context, input));
    job = subject.id();
  }
  const auto size = std::clamp<std::int64_t>(number_in(input, "page_size").value_or(50), 1, 1000);
  const auto page = std::max<std::int64_t>(number_in(input, "page").value_or(1), 1);
  ZATO_TRY(const auto runs,
           jobs::history(context.store.connection(), context.store.cluster_id(), job, size, (page - 1) * size));
  Json rows = Json::array();
  for (const auto& run : runs) rows.push_back(shown(run));
  return Answer{.body = std::move(rows)};
}

Result<Instant> time_in(const Json& input, const char* key, Instant otherwise) {
  const auto text = text_in(input, key);
  if (!text || text->empty()) return otherwise;
  const auto at = schedule::parse_instant(*text);
  if (!at) return base::fail(Code::kInvalidArgument, std::string(key) + ": is not a time such as 2026-05-31 12:00:00");
  return *at;
}

// Since when schedulers know the job as it is now; as of `otherwise` where none has seen it yet.
Instant since_of(const jobs::Known& known, const jobs::Job& job, Instant otherwise) {
  const auto found = known.jobs.find(job.id);
  return found != known.jobs.end() && found->second.schedule == job.schedule ? found->second.since : otherwise;
}

Result<Answer> get_next(Context& context, const Json& input) {
  ZATO_TRY(const auto subject, subject_of(context, input));
  ZATO_TRY(const auto from, time_in(input, "from", now()));
  ZATO_TRY(const auto stored, jobs::read_job(context.store, subject.id()));
  ZATO_TRY(const auto known, jobs::read_known(context.store.connection(), context.store.cluster_id()));
  ZATO_TRY(const auto times, jobs::times_of(stored.job, since_of(known, stored.job, from)));
  const auto count = std::clamp<std::int64_t>(number_in(input, "count").value_or(10), 1, 1000);
  Json next = Json::array();
  for (const auto at : schedule::next_times(times, from, static_cast<std::size_t>(count))) {
    next.push_back({{"nominal_time", schedule::text_of(at)}});
  }
  return Answer{.body = std::move(next)};
}

// The scheduler's agenda under a clock of its own: what it would fire, without missed or overlapping runs.
Result<Answer> simulate(Context& context, const Json& input) {
  ZATO_TRY(const auto from, time_in(input, "from", now()));
  ZATO_TRY(const auto to, time_in(input, "to", from + std::chrono::hours(24)));
  const auto limit = std::clamp<std::int64_t>(number_in(input, "limit").value_or(1000), 1, kMostRuns);
  auto& odb = context.store.connection();
  ZATO_TRY(const auto snapshot, odb::Snapshot::load(odb, context.registry, context.cipher, context.store.cluster_id()));
  ZATO_TRY(const auto known, jobs::read_known(odb, context.store.cluster_id()));
  std::optional<schema::Id> only;
  if (names_a_job(input)) {
    ZATO_TRY(const auto subject, subject_of(context, input));
    only = subject.id();
  }
  jobs::Agenda agenda({});
  for (auto& job : jobs::active_jobs(*snapshot)) {
    if (only && job.id != *only) continue;
    const auto since = since_of(known, job, from);
    ZATO_CHECK(agenda.set(std::make_shared<const jobs::Job>(std::move(job)), since, from - schedule::Duration(1)));
  }
  Json rows = Json::array();
  for (;;) {
    const auto wake = agenda.next();
    if (!wake.wall && !wake.steady) break;
    const auto at = std::min(wake.wall.value_or(Instant::max()), wake.steady.value_or(Instant::max()));
    if (at > to || std::ssize(rows) >= limit) break;
    for (const auto& due : agenda.take({.wall = at, .steady = at})) {
      rows.push_back(
          {{"nominal_time", schedule::text_of(due.nominal)}, {"name", due.job->name}, {"service", due.job->service}});
    }
  }
  return Answer{.body = std::move(rows)};
}

Result<Answer> current_state(Context& context, const Json&) {
  auto& odb = context.store.connection();
  const auto cluster = context.store.cluster_id();
  ZATO_TRY(const auto row, lease::read_row(odb, cluster, jobs::kRole));
  ZATO_TRY(const auto pauses, jobs::read_pauses(odb, cluster));
  ZATO_TRY(const auto backlog, jobs::backlog(odb, cluster));
  return Answer{.body = {{"scheduler", std::string(lease::name_of_holder(row.holder))},
                         {"epoch", row.epoch},
                         {"is_paused", pauses.all},
                         {"paused_jobs", pauses.jobs},
                         {"unsent_runs", backlog.planned + backlog.waiting}}};
}

Parameter text_parameter(const char* name, const char* help) { return {.name = name, .help = help}; }
Parameter number_parameter(const char* name, const char* help) {
  return {.name = name, .kind = Kind::kInt, .help = help};
}

Shape input_of(std::vector<Parameter> more = {}) {
  auto parameters = identity_parameters();
  for (auto& parameter : parameters) {
    if (parameter.name == "id") parameter.aliases.push_back("job_id");
  }
  for (auto& parameter : more) parameters.push_back(std::move(parameter));
  return {.parameters = std::move(parameters)};
}

std::vector<Parameter> run_parameters() {
  return {number_parameter("job_id", "Which job"),
          text_parameter("name", "Its name; empty where it was deleted"),
          text_parameter("nominal_time", "The time that the run is of (UTC)"),
          {.name = "is_manual", .kind = Kind::kBool, .help = "Whether somebody ordered it"},
          text_parameter("outcome",
                         "ok, error, skipped, cancelled, lost; or how far it is: planned, waiting, sent, running"),
          text_parameter("cid", "Correlation id that its services and their log lines have"),
          number_parameter("epoch", "Epoch of the scheduler that sent it"),
          text_parameter("recorded_at", "When it was written down (UTC)"),
          text_parameter("sent_at", "When Redis had it (UTC)"),
          text_parameter("started_at", "When the service was started (UTC)"),
          text_parameter("finished_at", "When the service had ended (UTC)"),
          number_parameter("duration_ms", "How long the service ran"),
          text_parameter("server", "Where it ran"),
          number_parameter("attempts", "How often it was started"),
          text_parameter("details", "Why it failed, or was not run")};
}

}  // namespace

std::vector<Service> job_services(const schema::Registry&) {
  const std::string prefix = kFamily;
  const auto switches = permission_to_switch(kFamily);
  const auto paused_shape = [] {
    return Shape{.parameters = {number_parameter("id", "Of the job; absent: all jobs"),
                                text_parameter("name", "Its name"),
                                {.name = "is_paused", .kind = Kind::kBool, .help = "Whether it is paused now"}}};
  };
  return {
      {.name = prefix + ".execute",
       .help = "Runs an active job now, beside its schedule.",
       .needs = switches,
       .input = input_of(),
       .output =
           [] {
             return Shape{.parameters = {number_parameter("id", "Of the job"), text_parameter("name", "Its name"),
                                         text_parameter("cid", "Correlation id of the run"),
                                         text_parameter("nominal_time", "By which the run is known")}};
           },
       .run = execute},
      {.name = prefix + ".pause",
       .help = "Pauses a job, or all jobs where none is named. When resumed, its rule for missed runs decides what is "
               "made up for.",
       .needs = switches,
       .input = input_of(),
       .output = paused_shape,
       .run = [](Context& context, const Json& input) { return pause(context, input, true); }},
      {.name = prefix + ".resume",
       .help = "Resumes a job, or all jobs where none is named.",
       .needs = switches,
       .input = input_of(),
       .output = paused_shape,
       .run = [](Context& context, const Json& input) { return pause(context, input, false); }},
      {.name = prefix + ".get-history",
       .help = "The runs of a job, or of all jobs where none is named, the newest first.",
       .needs = Permission::kRead,
       .input = input_of({number_parameter("page", "Which page, from 1 on"),
                          number_parameter("page_size", "Runs on a page, up to 1000")}),
       .output = [] { return Shape{.parameters = run_parameters(), .list = true}; },
       .run = get_history},
      {.name = prefix + ".get-next-runs",
       .help = "When a job runs next.",
       .needs = Permission::kRead,
       .input = input_of({number_parameter("count", "How many, 10 if not given"),
                          text_parameter("from", "After this time (UTC); now if not given")}),
       .output = [] { return Shape{.parameters = {text_parameter("nominal_time", "When (UTC)")}, .list = true}; },
       .run = get_next},
      {.name = prefix + ".simulate",
       .help = "What a scheduler would run between two times, by the same code.",
       .needs = Permission::kRead,
       .input = input_of({text_parameter("from", "From this time on (UTC); now if not given"),
                          text_parameter("to", "Until then (UTC); a day later if not given"),
                          number_parameter("limit", "Runs at most, up to 10,000")}),
       .output =
           [] {
             return Shape{
                 .parameters = {text_parameter("nominal_time", "When (UTC)"), text_parameter("name", "Which job"),
                                text_parameter("service", "What it invokes")},
                 .list = true};
           },
       .run = simulate},
      {.name = prefix + ".get-current-state",
       .help = "Which scheduler is active, what is paused, what waits.",
       .needs = Permission::kRead,
       .input = {},
       .output =
           [] {
             return Shape{
                 .parameters = {text_parameter("scheduler", "Name of the active scheduler; empty: none"),
                                number_parameter("epoch", "Its epoch"),
                                {.name = "is_paused", .kind = Kind::kBool, .help = "Whether all jobs are paused"},
                                {.name = "paused_jobs", .help = "Ids of jobs that are paused", .any = true},
                                number_parameter("unsent_runs", "Runs that are written and have not gone out")}};
           },
       .run = current_state},
  };
}

}  // namespace zato::admin
