// Inventory: the objects of a cluster in memory, by name and by id, one query per type. What plans and exports look
// into instead of asking the database about each object.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "odb/store.hpp"

namespace zato::enmasse {

class Inventory {
 public:
  explicit Inventory(const schema::Registry& registry) : registry_(registry) {}

  // Reads all objects of the type, unless they are here already.
  base::Result<void> load(odb::Store& store, const schema::ObjectType& type);

  struct Shelf {
    std::unique_ptr<schema::Collection> objects;
    std::unordered_map<std::string, std::size_t> by_name;
    std::unordered_map<schema::Id, std::size_t> by_id;
  };
  const std::map<const schema::ObjectType*, Shelf>& shelves() const noexcept { return shelves_; }

  const void* find(const schema::ObjectType& type, const std::string& name) const;
  const void* find(const schema::ObjectType& type, schema::Id id) const;

  // What a reference leads to.
  struct Target {
    const schema::ObjectType* type = nullptr;
    schema::Id id = 0;
    std::string name = {};
  };
  Target follow(const schema::Field& reference, schema::Id id) const;  // type null: nothing loaded
  Target look_up(const schema::Field& reference, const std::string& name) const;
  std::vector<std::string> names(const schema::Field& reference) const;

 private:
  const schema::Registry& registry_;
  std::map<const schema::ObjectType*, Shelf> shelves_;
};

}  // namespace zato::enmasse
