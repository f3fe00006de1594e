// Snapshot: the whole configuration of a cluster as of one sequence number. Immutable; a worker loads it once, then
// advances it change by change and swaps a shared_ptr<const Snapshot>. Two snapshots share what they have in common.
// Any thread may read it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "objects/cipher.hpp"
#include "odb/database.hpp"
#include "odb/delta.hpp"
#include "odb/digest.hpp"
#include "odb/persistent_map.hpp"
#include "schema/define.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

namespace detail {
using ObjectsById = PersistentMap<schema::Id, std::shared_ptr<const void>>;
}

// The objects of one type by id; of T where it is known, else const void*. Valid as long as the snapshot.
template <class T>
class Objects {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::conditional_t<std::is_void_v<T>, const void*, T>;
    using difference_type = std::ptrdiff_t;
    using reference = std::conditional_t<std::is_void_v<T>, const void*, std::add_lvalue_reference_t<const T>>;
    using pointer = const T*;

    iterator() = default;
    explicit iterator(detail::ObjectsById::iterator at) : at_(std::move(at)) {}
    reference operator*() const {
      if constexpr (std::is_void_v<T>)
        return at_->value.get();
      else
        return *operator->();
    }
    pointer operator->() const { return static_cast<const T*>(at_->value.get()); }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) { return iterator(at_++); }
    bool operator==(const iterator&) const = default;

   private:
    detail::ObjectsById::iterator at_;
  };

  explicit Objects(const detail::ObjectsById* objects) : objects_(objects) {}
  std::size_t size() const { return objects_ ? objects_->size() : 0; }
  bool empty() const { return size() == 0; }
  iterator begin() const { return objects_ ? iterator(objects_->begin()) : iterator(); }
  iterator end() const { return {}; }

 private:
  const detail::ObjectsById* objects_;
};

class Snapshot : public std::enable_shared_from_this<Snapshot> {
 public:
  // All of it, in one read transaction. kCorrupt names the object that cannot be read.
  static base::Result<std::shared_ptr<const Snapshot>> load(Connection& connection, const schema::Registry& registry,
                                                            const objects::Cipher& cipher, schema::Id cluster_id);

  // The newest snapshot: this one with the changes since. Reads and costs as much as has changed. Loads everything
  // where the record of changes does not reach back that far, or where there are very many.
  struct Advanced {
    std::shared_ptr<const Snapshot> snapshot;  // this one itself where nothing has changed
    Delta delta;
  };
  base::Result<Advanced> advance(Connection& connection, const schema::Registry& registry,
                                 const objects::Cipher& cipher) const;

  schema::Id cluster_id() const noexcept { return cluster_id_; }
  std::int64_t sequence() const noexcept { return sequence_; }

  // 32 hexadecimal digits over everything but the secrets themselves; a changed secret shows by its row's version.
  // Equal digests, equal configuration.
  const std::string& digest() const noexcept { return digest_text_; }

  // By id. References in objects are ids: find<objects::Service>(channel.service_id).
  template <schema::Object T>
  Objects<T> all() const {
    return Objects<T>(objects_of(T::type()));
  }
  template <schema::Object T>
  const T* find(schema::Id id) const {
    return static_cast<const T*>(find(T::type(), id));
  }
  template <schema::Object T>
  const T* find(std::string_view name) const {
    return static_cast<const T*>(find(T::type(), name));
  }

  // The same for callers that know types at run time only; null when there is none.
  Objects<void> all(const schema::ObjectType& type) const { return Objects<void>(objects_of(type)); }
  const void* find(const schema::ObjectType& type, schema::Id id) const;
  const void* find(const schema::ObjectType& type, std::string_view name) const;

 private:
  // What both lead to belongs to `by_id`.
  struct Shelf {
    detail::ObjectsById by_id;
    PersistentMap<std::string, const void*> by_name;
  };
  using Shelves = std::unordered_map<const schema::ObjectType*, Shelf>;

  Snapshot() = default;
  base::Result<void> load_type(Connection& connection, const schema::ObjectType& type, const objects::Cipher& cipher);
  base::Result<Advanced> load_anew(Connection& connection, const schema::Registry& registry,
                                   const objects::Cipher& cipher) const;
  base::Result<Advanced> advance_now(Connection& connection, const schema::Registry& registry,
                                     const objects::Cipher& cipher) const;
  base::Result<void> read_again(Connection& connection, const schema::ObjectType& type, std::vector<schema::Id> ids,
                                const objects::Cipher& cipher, Delta& delta);
  const Shelf* shelf_of(const schema::ObjectType& type) const;
  const detail::ObjectsById* objects_of(const schema::ObjectType& type) const;

  schema::Id cluster_id_ = 0;
  std::int64_t sequence_ = 0;
  std::string mark_;  // of that change (changes.hpp)
  Digest digest_;
  std::string digest_text_;
  Shelves shelves_;
};

}  // namespace zato::odb
