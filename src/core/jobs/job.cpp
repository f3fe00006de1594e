#include "jobs/job.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "objects/scheduler_job.hpp"
#include "objects/service.hpp"

namespace zato::jobs {

namespace {

using base::Code;
using base::Result;
using std::chrono::seconds;

constexpr std::string_view kOneTime = "one_time";
constexpr std::string_view kCronStyle = "cron_style";

// The parts of a schedule's text, which times_of() reads back.
constexpr char kSeparator = '|';

std::int64_t interval_of(const objects::SchedulerJob& job) {
  return job.weeks.value_or(0) * 604800 + job.days.value_or(0) * 86400 + job.hours.value_or(0) * 3600 +
         job.minutes.value_or(0) * 60 + job.seconds.value_or(0);
}

std::string schedule_of(const objects::SchedulerJob& job) {
  if (job.job_type == kOneTime) return fmt::format("once|{}", job.start_date);
  if (job.job_type == kCronStyle) return fmt::format("cron|{}|{}", job.cron_definition, job.timezone);
  return fmt::format("every|{}|{}|{}", job.start_date, interval_of(job), job.repeats.value_or(0));
}

Job job_of(const objects::SchedulerJob& job, const objects::Service& service) {
  return {.id = job.id,
          .name = job.name,
          .type = job.job_type,
          .service = service.name,
          .extra = job.extra,
          .schedule = schedule_of(job),
          .missed = schedule::missed_named(job.missed_runs),
          .overlap = schedule::overlap_named(job.overlap)};
}

Result<schedule::Times> cron_times(std::string_view definition, std::string_view zone_name) {
  ZATO_TRY(auto cron, schedule::Cron::parse(definition));
  ZATO_TRY(auto zone, schedule::Zone::find(zone_name));
  return schedule::Times(schedule::ByCron{std::move(cron), std::move(zone)});
}

}  // namespace

std::vector<Job> active_jobs(const odb::Snapshot& snapshot) {
  std::vector<Job> out;
  for (const auto& job : snapshot.all<objects::SchedulerJob>()) {
    const auto* service = snapshot.find<objects::Service>(job.service_id);
    if (job.is_active && service) out.push_back(job_of(job, *service));
  }
  return out;
}

Result<Job> find_job(const odb::Snapshot& snapshot, schema::Id id) {
  const auto* job = snapshot.find<objects::SchedulerJob>(id);
  const auto* service = job ? snapshot.find<objects::Service>(job->service_id) : nullptr;
  if (!service) return base::fail(Code::kNotFound, fmt::format("there is no job with id {}", id));
  return job_of(*job, *service);
}

Result<Stored> read_job(odb::Store& store, schema::Id id) {
  ZATO_TRY(const auto job, store.get<objects::SchedulerJob>(id));
  ZATO_TRY(const auto service, store.get<objects::Service>(job.service_id));
  return Stored{job_of(job, service), job.is_active};
}

Result<void> switch_off(odb::Store& store, schema::Id id) {
  auto job = store.get<objects::SchedulerJob>(id);
  if (!job && job.error().code == Code::kNotFound) return {};
  if (!job) return base::fail(std::move(job.error()));
  if (!job->is_active || job->job_type != kOneTime) return {};
  job->is_active = false;
  ZATO_CHECK(store.update(*job));
  return {};
}

Result<schedule::Times> times_of(const Job& job, Instant since) {
  const auto parts = base::split(job.schedule, kSeparator);
  if (parts[0] == "cron" && parts.size() == 3) return cron_times(parts[1], parts[2]);
  const auto start = parts.size() > 1 ? schedule::parse_instant(parts[1]).value_or(since) : since;
  if (parts[0] == "once") return schedule::Times(schedule::Once{start});
  const auto interval = parts.size() == 4 ? base::parse_number<std::int64_t>(parts[2]).value_or(0) : 0;
  if (interval < 1) return base::fail(Code::kInvalidArgument, fmt::format("job {} has no interval", job.name));
  return schedule::Times(
      schedule::Every{start, seconds(interval), base::parse_number<std::uint64_t>(parts[3]).value_or(0)});
}

Instant first_cursor(const Job& job, Instant since) {
  return job.type == kOneTime ? Instant() : since - schedule::Duration(1);
}

}  // namespace zato::jobs
