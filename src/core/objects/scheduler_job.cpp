#include "objects/scheduler_job.hpp"

#include "objects/rules.hpp"
#include "schema/define.hpp"

namespace zato::objects {

namespace {

using schema::Define;

std::string known_type(const std::string& text) {
  const bool known = text == "one_time" || text == "interval_based" || text == "cron_style";
  return known ? "" : "Unrecognized job type [" + text + "]";
}

Define<SchedulerJob> interval(Define<SchedulerJob> define) {
  const std::string group = "interval";
  return std::move(define)
      .field("weeks", &SchedulerJob::weeks, {.help = "Weeks between two runs", .min = 0, .group = group})
      .field("days", &SchedulerJob::days, {.help = "Days between two runs", .min = 0, .group = group})
      .field("hours", &SchedulerJob::hours, {.help = "Hours between two runs", .min = 0, .group = group})
      .field("minutes", &SchedulerJob::minutes, {.help = "Minutes between two runs", .min = 0, .group = group})
      .field("seconds", &SchedulerJob::seconds, {.help = "Seconds between two runs", .min = 0, .group = group})
      .field("repeats", &SchedulerJob::repeats,
             {.help = "How often the job runs; nothing or 0 stands for ever", .min = 0, .group = group});
}

std::vector<schema::Problem> check(const SchedulerJob& job) {
  std::vector<schema::Problem> problems;
  if (job.job_type == "one_time" && job.start_date.empty())
    problems.push_back({"start_date", "is required of a job that runs once"});
  if (job.job_type == "interval_based") {
    bool given = false;
    for (const auto& unit : {job.weeks, job.days, job.hours, job.minutes, job.seconds}) given |= unit.value_or(0) > 0;
    if (!given)
      problems.push_back({"", "an interval-based job needs at least one of [weeks, days, hours, minutes, seconds]"});
  }
  if (job.job_type == "cron_style" && job.cron_definition.empty())
    problems.push_back({"cron_definition", "is required of a cron-style job"});
  return problems;
}

}  // namespace

const schema::ObjectType& SchedulerJob::type() {
  static const auto type =
      interval(
          Define<SchedulerJob>({.name = "scheduler_job",
                                .label = "Job",
                                .help = "Invokes a service without anybody asking: once, every so often, or by a cron "
                                        "definition",
                                .table = "job",
                                .services = "zato.scheduler.job",
                                .noun = "job",
                                .section = "scheduler",
                                .aliases = {"scheduler-job", "scheduler_job"}})
              .field("name", &SchedulerJob::name,
                     {.help = "Unique name of the job", .required = true, .unique = true, .list = true})
              .field("is_active", &SchedulerJob::is_active, {.help = "Whether the job runs", .list = true})
              .field("job_type", &SchedulerJob::job_type,
                     {.help = "Whether the job runs once, every so often, or by a cron definition",
                      .required = true,
                      .one_of = {"one_time", "interval_based", "cron_style"},
                      .rule = known_type,
                      .list = true})
              .field("service_id", &SchedulerJob::service_id,
                     {.help = "Service that the job invokes",
                      .required = true,
                      .ref = "service",
                      .by_name = "service",
                      .list = true})
              .field("start_date", &SchedulerJob::start_date,
                     {.help = "When the job runs for the first time (UTC), as in 2026-05-31 12:00:00; empty: at once",
                      .rule = date_time,
                      .list = true})
              .field("extra", &SchedulerJob::extra,
                     {.help = "What the service receives as its input", .multiline = true}))
          .field(
              "cron_definition", &SchedulerJob::cron_definition,
              {.help = "Five fields: minute, hour, day of the month, month, day of the week; or @hourly and the like",
               .max = 4000,
               .rule = objects::cron_definition,
               .group = "cron"})
          .field("timezone", &SchedulerJob::timezone,
                 {.help = "Whose clock the cron definition is about, as in Europe/Warsaw; empty: UTC",
                  .rule = objects::time_zone,
                  .group = "cron"})
          .field("missed_runs", &SchedulerJob::missed_runs,
                 {.help = "What becomes of runs that nobody could start in time: none is made up for, one for all of "
                          "them, or each",
                  .one_of = {"skip", "once", "all"},
                  .group = "policy"})
          .field("overlap", &SchedulerJob::overlap,
                 {.help = "What becomes of a run that is due while the job still runs: both run, it is left out, or it "
                          "waits",
                  .one_of = {"allow", "skip", "queue"},
                  .group = "policy"})
          .check(check)
          .done();
  return type;
}

}  // namespace zato::objects
