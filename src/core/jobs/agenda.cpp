#include "jobs/agenda.hpp"

namespace zato::jobs {

base::Result<void> Agenda::set(std::shared_ptr<const Job> job, Instant since, Instant cursor) {
  const auto id = job->id;
  remove(id);
  ZATO_TRY(auto times, times_of(*job, since));
  auto& entry = entries_.emplace(id, Entry{std::move(job), std::move(times), cursor, {}}).first->second;
  entry.next = entry.times.next_after(cursor);
  schedule_next(entry);
  return {};
}

void Agenda::remove(schema::Id id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  unschedule(found->second);
  entries_.erase(found);
}

void Agenda::clear() {
  entries_.clear();
  by_wall_.clear();
  by_steady_.clear();
}

schedule::Duration Agenda::ahead_of(const Entry& entry) const {
  return may_be_early(entry) ? options_.ahead : schedule::Duration(0);
}

void Agenda::schedule_next(Entry& entry) {
  if (entry.next) queue_of(entry).emplace(*entry.next - ahead_of(entry), entry.job->id);
}

void Agenda::unschedule(const Entry& entry) {
  if (entry.next) queue_of(entry).erase({*entry.next - ahead_of(entry), entry.job->id});
}

void Agenda::take_from(Queue& queue, Instant now, std::size_t limit, std::vector<DueFire>& out) {
  // Found first: taking them moves them in the queue.
  std::vector<Entry*> found;
  for (auto at = queue.begin(); at != queue.end() && at->first <= now + options_.batch && found.size() < limit; ++at) {
    auto& entry = entries_.at(at->second);
    if (at->first <= now || may_be_early(entry)) found.push_back(&entry);
  }
  if (found.empty() || queue.begin()->first > now) return;
  for (auto* entry : found) {
    unschedule(*entry);
    take_one(*entry, now, out);
    schedule_next(*entry);
  }
}

void Agenda::take_one(Entry& entry, Instant now, std::vector<DueFire>& out) const {
  auto rules = options_.rules;
  rules.missed = entry.job->missed;
  const auto until = may_be_early(entry) ? now + options_.ahead + options_.batch : now;
  const auto due = schedule::due(entry.times, entry.cursor, until, rules);
  for (const auto nominal : due.times) out.push_back({entry.job.get(), nominal, due.left_out});
  if (!due.times.empty()) entry.cursor = due.times.back();
  // All that was missed is left out: those times are behind us.
  if (due.times.empty() && due.left_out) entry.cursor = now;
  entry.next = due.next;
}

std::vector<DueFire> Agenda::take(const Now& now, std::size_t limit) {
  std::vector<DueFire> out;
  take_from(by_wall_, now.wall, limit, out);
  take_from(by_steady_, now.steady, limit, out);
  return out;
}

Agenda::Wake Agenda::next() const {
  Wake wake;
  if (!by_wall_.empty()) wake.wall = by_wall_.begin()->first;
  if (!by_steady_.empty()) wake.steady = by_steady_.begin()->first;
  return wake;
}

std::optional<Instant> Agenda::next_of(schema::Id id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? std::nullopt : found->second.next;
}

}  // namespace zato::jobs
