// Store: reads and writes the objects of one cluster. Every change is one transaction that writes the row, its new
// version and one config_change. Admin services, the command line and enmasse change configuration through here and
// nowhere else.
#pragma once

#include <type_traits>

#include "base/fault_point.hpp"
#include "base/scope_exit.hpp"
#include "objects/cipher.hpp"
#include "odb/changes.hpp"
#include "odb/transaction.hpp"
#include "schema/define.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

struct Page {
  std::int64_t offset = 0;
  std::int64_t limit = -1;  // all
};

// Which objects of a type, and which part of them.
struct ListQuery {
  Page page = {};
  // Each is somewhere in the name or in another text that lists show; upper or lower case is the same for ASCII.
  std::vector<std::string> terms = {};
  schema::Record filters = {};  // exactly these values, by field or wire name; not for secrets
};

class Store {
 public:
  struct Context {
    const schema::Registry& registry;
    const objects::Cipher& cipher;
    schema::Id cluster_id = 0;
    std::string actor = {};           // who makes the changes; goes into their record
    bool inside_transaction = false;  // the caller has begun one, and commits it
  };
  // Both must outlive the store.
  Store(Connection& connection, Context context)
      : connection_(connection), context_(std::move(context)), inside_(context_.inside_transaction) {}

  // Errors of writes: kInvalidArgument (a rule of the type, a reference to nothing), kAlreadyExists (unique fields
  // taken), kNotFound, kConflict (the row has another version by now, or is still referred to), kUnavailable.
  template <schema::Object T>
  base::Result<T> insert(T object) {  // with its id and version
    ZATO_CHECK(insert(T::type(), &object));
    return object;
  }
  template <schema::Object T>
  base::Result<std::vector<T>> insert_all(std::vector<T> objects) {  // all or none, in a few statements
    std::vector<void*> pointers;
    for (auto& object : objects) pointers.push_back(&object);
    ZATO_CHECK(insert_all(T::type(), pointers));
    return objects;
  }
  template <schema::Object T>
  base::Result<T> update(T object) {  // `version` must be the one that was read
    ZATO_CHECK(update(T::type(), &object));
    return object;
  }
  template <schema::Object T>
  base::Result<void> remove(const T& object) {
    return remove(T::type(), object.id, object.version);
  }
  template <schema::Object T>
  base::Result<T> get(schema::Id id) {
    T object;
    ZATO_CHECK(get(T::type(), id, &object));
    return object;
  }
  template <schema::Object T>
  base::Result<T> get(std::string_view name) {
    T object;
    ZATO_CHECK(get(T::type(), name, &object));
    return object;
  }
  template <schema::Object T>
  base::Result<std::vector<T>> list(const ListQuery& query = {}) {
    ZATO_TRY(const auto found, list(T::type(), query));
    return static_cast<const schema::detail::TypedCollection<T>&>(*found).items;
  }

  // The same for callers that know types at run time only.
  base::Result<void> insert(const schema::ObjectType& type, void* object);
  base::Result<void> insert_all(const schema::ObjectType& type, const std::vector<void*>& objects);
  base::Result<void> update(const schema::ObjectType& type, void* object);
  base::Result<void> remove(const schema::ObjectType& type, schema::Id id, std::int64_t version);
  base::Result<void> get(const schema::ObjectType& type, schema::Id id, void* object);
  base::Result<void> get(const schema::ObjectType& type, std::string_view name, void* object);
  base::Result<std::unique_ptr<schema::Collection>> list(const schema::ObjectType& type,
                                                         const ListQuery& query = {});            // by name
  base::Result<std::int64_t> count(const schema::ObjectType& type, const ListQuery& query = {});  // on all pages

  // The id behind a name: of a type, or of any type of a family ("security"). kNotFound with "did you mean".
  base::Result<schema::Id> find_id(std::string_view ref, std::string_view name);

  // Takes one change back, which is a change itself: of an edit the fields that it changed, a deleted object comes back
  // with its id, a created one goes. kNotFound: no such change. kConflict: the same was changed again since, or what
  // came back would be in the way of something. kUnsupported: the change was recorded by a program that kept no images.
  base::Result<void> undo(std::int64_t sequence);

  // The configuration as it was after the change `to`: takes all later ones back, the newest first, in one transaction.
  struct Restore {
    std::int64_t to = 0;
    // Objects of these types that were created since then stay: those that tell what is there, not what is wanted.
    std::vector<const schema::ObjectType*> keep_created = {};
  };
  base::Result<void> restore(const Restore& wanted);

  // Inside transaction(): from here on other writers wait, so that what is read is still so when it is changed. On
  // PostgreSQL two reads of one transaction may differ otherwise.
  base::Result<void> take_turn() { return begin_change(); }

  // Inside transaction(): kConflict when the cluster's last change is another one. From here on other writers wait.
  base::Result<void> require_sequence(std::int64_t sequence);

  // All changes that `work` makes through this store, or none. `work` may run more than once (transaction.hpp).
  template <class F>
  std::invoke_result_t<F> transaction(F work) {
    if (inside_) return work();
    auto outcome = in_transaction(connection_, Mode::kWrite, [&] {
      inside_ = true;
      pending_ = sequence_;
      locked_ = false;
      const base::ScopeExit leave([&] { inside_ = false; });
      base::fault_point("odb.change.begun");
      auto done = work();
      base::fault_point("odb.change.before-commit");
      return done;
    });
    if (outcome) base::fault_point("odb.change.committed");
    if (outcome) sequence_ = pending_;
    return outcome;
  }

  // The number of the last change that this store has committed; 0: none. Callers tell the servers (broker) with it.
  std::int64_t sequence() const noexcept { return sequence_; }

  Connection& connection() noexcept { return connection_; }
  schema::Id cluster_id() const noexcept { return context_.cluster_id; }

 private:
  base::Result<void> insert_now(const schema::ObjectType& type, void* object, schema::System as);  // id 0: a new one
  base::Result<void> insert_some(const schema::ObjectType& type, const std::vector<void*>& objects);
  base::Result<void> record_all(const schema::ObjectType& type, const std::vector<void*>& objects,
                                const std::vector<std::string>& images);
  base::Result<void> update_now(const schema::ObjectType& type, void* object);
  base::Result<void> remove_now(const schema::ObjectType& type, schema::Id id, std::int64_t version);
  base::Result<void> get_where(const schema::ObjectType& type, const std::string& column, Cell value, void* object);
  base::Result<void> begin_change();
  base::Result<void> end_change(Change change, const Images& images);
  base::Result<Row> row_to_change(const schema::ObjectType& type, schema::Id id, std::int64_t version);
  base::Result<std::string> what_changed(const schema::ObjectType& type, schema::Id id, std::int64_t version);
  std::vector<std::string> changed_fields(const schema::ObjectType& type, const Row& before, const void* object) const;
  base::Result<void> undo_now(std::int64_t sequence);
  base::Result<void> undo_edit(const schema::ObjectType& type, const RecordedChange& recorded);
  base::Result<void> create_again(const schema::ObjectType& type, const RecordedChange& recorded);
  base::Result<void> restore_now(const Restore& wanted);
  base::Result<void> take_back(const RecordedChange& recorded, const Restore& wanted);

  Connection& connection_;
  Context context_;
  bool inside_;          // a transaction
  bool locked_ = false;  // whose turn it is to change this cluster
  std::int64_t sequence_ = 0;
  std::int64_t pending_ = 0;  // sequence_ once the transaction commits
  std::string note_;          // of the changes being made
};

}  // namespace zato::odb
