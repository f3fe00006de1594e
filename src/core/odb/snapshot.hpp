// Snapshot: the whole configuration of a cluster as of one sequence number. Immutable; a worker loads it, then swaps a
// shared_ptr<const Snapshot>. Any thread may read it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "objects/cipher.hpp"
#include "odb/database.hpp"
#include "schema/define.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

class Snapshot {
 public:
  // One read transaction, one query per object type, however much there is. kCorrupt names the object that cannot be
  // read.
  static base::Result<std::shared_ptr<const Snapshot>> load(Connection& connection, const schema::Registry& registry,
                                                            const objects::Cipher& cipher, schema::Id cluster_id);

  schema::Id cluster_id() const noexcept { return cluster_id_; }
  std::int64_t sequence() const noexcept { return sequence_; }

  // 16 hexadecimal digits over everything but the secrets themselves; a changed secret shows by its row's version.
  // Equal digests, equal configuration.
  const std::string& digest() const noexcept { return digest_; }

  // By id. References in objects are ids: find<objects::Service>(channel.service_id).
  template <schema::Object T>
  std::span<const T> all() const {
    const auto* shelf = shelf_of(T::type());
    return shelf ? static_cast<const schema::detail::TypedCollection<T>&>(*shelf->objects).items : std::span<const T>();
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
  const schema::Collection* all(const schema::ObjectType& type) const;
  const void* find(const schema::ObjectType& type, schema::Id id) const;
  const void* find(const schema::ObjectType& type, std::string_view name) const;

 private:
  struct Shelf {
    std::unique_ptr<schema::Collection> objects;
    std::unordered_map<schema::Id, std::size_t> by_id;
    std::unordered_map<std::string, std::size_t> by_name;
  };

  Snapshot() = default;
  base::Result<void> load_type(Connection& connection, const schema::ObjectType& type, const objects::Cipher& cipher);
  const Shelf* shelf_of(const schema::ObjectType& type) const;

  schema::Id cluster_id_ = 0;
  std::int64_t sequence_ = 0;
  std::string digest_;
  std::unordered_map<const schema::ObjectType*, Shelf> shelves_;
};

}  // namespace zato::odb
