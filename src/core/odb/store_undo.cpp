// Store: taking changes back.
#include <algorithm>

#include "base/text.hpp"
#include "odb/images.hpp"
#include "odb/store.hpp"
#include "schema/validate.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using schema::ObjectType;

namespace {

constexpr std::int64_t kAtOnce = 200;  // changes in memory while many are taken back

std::string title(const RecordedChange& recorded) {
  return "change " + std::to_string(recorded.change.sequence) + " (" + recorded.change.action + " of " +
         recorded.change.object_type + " `" + recorded.change.object_name + "`)";
}

Result<void> check_recorded(const RecordedChange& recorded) {
  if (!recorded.images.before.empty() || !recorded.images.after.empty()) return {};
  return base::fail(Code::kUnsupported, title(recorded) + " cannot be taken back: what it changed was not recorded");
}

// Newest first.
Result<std::vector<RecordedChange>> changes_before(Connection& connection, schema::Id cluster_id, std::int64_t sequence,
                                                   std::int64_t down_to) {
  const auto sql = "SELECT " + change_columns() +
                   ", before_image, image FROM config_change WHERE cluster_id = $1 AND seq < $2 AND seq > $3 "
                   "ORDER BY seq DESC LIMIT $4";
  ZATO_TRY(const auto rows, connection.query(sql, {cluster_id, sequence, down_to, kAtOnce}));
  std::vector<RecordedChange> changes;
  for (const auto& row : rows) {
    changes.push_back({.change = change_of(row),
                       .images = {.before = row.text(kChangeColumns), .after = row.text(kChangeColumns + 1)}});
  }
  return changes;
}

}  // namespace

Result<void> Store::undo(std::int64_t sequence) {
  return transaction([&] { return undo_now(sequence); });
}

Result<void> Store::undo_now(std::int64_t sequence) {
  ZATO_CHECK(begin_change());
  ZATO_TRY(const auto recorded, recorded_change(connection_, context_.cluster_id, sequence));
  ZATO_CHECK(check_recorded(recorded));
  ZATO_TRY(const auto* type, context_.registry.get(recorded.change.object_type));
  note_ = "undo of " + std::to_string(sequence);
  const base::ScopeExit done([&] { note_.clear(); });
  const auto& action = recorded.change.action;
  if (action == "create") return remove(*type, recorded.change.object_id, recorded.change.version);
  return action == "delete" ? create_again(*type, recorded) : undo_edit(*type, recorded);
}

Result<void> Store::undo_edit(const ObjectType& type, const RecordedChange& recorded) {
  const auto cluster = context_.cluster_id;
  ZATO_TRY(const auto before, object_of(type, recorded.images.before, cluster, context_.cipher));
  ZATO_TRY(const auto after, object_of(type, recorded.images.after, cluster, context_.cipher));
  const auto object = type.create();
  ZATO_CHECK(get(type, recorded.change.object_id, object.get()));
  std::vector<std::string> again;
  for (const auto& name : recorded.change.fields) {
    const auto* field = type.find(name);
    if (!field) continue;  // the type has lost it since
    if (!same(field->get(object.get()), field->get(after.get())))
      again.push_back(name);
    else
      field->set(object.get(), field->get(before.get()));
  }
  if (again.empty()) return update(type, object.get());
  return base::fail(Code::kConflict, title(recorded) + " cannot be taken back: since then " + base::join(again, ", ") +
                                         " changed again");
}

Result<void> Store::create_again(const ObjectType& type, const RecordedChange& recorded) {
  const auto& change = recorded.change;
  const auto sql = "SELECT name FROM " + type.table + " WHERE id = $1";
  ZATO_TRY(const auto rows, connection_.query(sql, {change.object_id}));
  if (!rows.empty()) return base::fail(Code::kConflict, title(recorded) + " cannot be taken back: the object exists");
  ZATO_TRY(const auto object, object_of(type, recorded.images.before, context_.cluster_id, context_.cipher));
  ZATO_CHECK(schema::to_result(type, object.get(), schema::check(type, object.get())));
  // A version that no reader has ever seen: an edit that began before the deletion is refused.
  return insert_now(type, object.get(), {.id = change.object_id, .version = change.version + 1});
}

Result<void> Store::restore(const Restore& wanted) {
  return transaction([&] { return restore_now(wanted); });
}

// Backwards through every state that there was: what was allowed then is allowed now, whatever refers to what.
Result<void> Store::restore_now(const Restore& wanted) {
  ZATO_TRY(const auto last, lock_sequence(connection_, context_.cluster_id));
  if (wanted.to < 1 || wanted.to > last) {
    return base::fail(Code::kInvalidArgument, "there is no change " + std::to_string(wanted.to) +
                                                  " to go back to; the last one is " + std::to_string(last));
  }
  note_ = "rollback to " + std::to_string(wanted.to);
  const base::ScopeExit done([&] { note_.clear(); });
  for (auto next = last; next > wanted.to;) {
    ZATO_TRY(const auto changes, changes_before(connection_, context_.cluster_id, next + 1, wanted.to));
    for (const auto& recorded : changes) {
      if (recorded.change.sequence != next) break;
      ZATO_CHECK(take_back(recorded, wanted));
      --next;
    }
    if (changes.empty() || changes.back().change.sequence != next + 1) {
      return base::fail(Code::kNotFound, "change " + std::to_string(next) + " is not kept any more");
    }
  }
  return {};
}

Result<void> Store::take_back(const RecordedChange& recorded, const Restore& wanted) {
  ZATO_CHECK(check_recorded(recorded));
  ZATO_TRY(const auto* type, context_.registry.get(recorded.change.object_type));
  if (recorded.change.action == "delete") return create_again(*type, recorded);
  const auto object = type->create();
  ZATO_CHECK(get(*type, recorded.change.object_id, object.get()));
  const auto system = type->system(object.get());
  if (recorded.change.action == "create") {
    if (std::ranges::find(wanted.keep_created, type) != wanted.keep_created.end()) return {};
    return remove(*type, system.id, system.version);
  }
  ZATO_TRY(const auto before, object_of(*type, recorded.images.before, context_.cluster_id, context_.cipher));
  type->set_system(before.get(), system);
  return update(*type, before.get());
}

Result<void> Store::require_sequence(std::int64_t sequence) {
  ZATO_TRY(const auto last, lock_sequence(connection_, context_.cluster_id));
  if (last == sequence) return {};
  return base::fail(Code::kConflict, "the configuration was changed meanwhile: its last change is " +
                                         std::to_string(last) + ", not " + std::to_string(sequence));
}

}  // namespace zato::odb
