// Document: configuration objects as a file describes them, references by name. What enmasse imports, exports and
// plans with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "enmasse/node.hpp"
#include "schema/registry.hpp"

namespace zato::enmasse {

struct FieldValue {
  const schema::Field* field = nullptr;
  std::string key = {};      // as it is written
  schema::Value value = {};  // of a reference: the name of what it leads to; null: nothing, or the default
  int line = 0;              // in the item's file
};

struct Item {
  const schema::ObjectType* type = nullptr;
  std::string name = {};
  std::vector<FieldValue> fields = {};  // without the name
  Position at = {};

  const FieldValue* find(const schema::Field& field) const noexcept;
};

struct Document {
  std::vector<Item> items = {};
};

// What is wrong with a file or with the cluster that it is for; collected, so that one run tells everything.
struct Problem {
  Position at = {};
  std::string object = {};  // "REST channel `crm`", or empty
  std::string field = {};
  std::string message = {};
  bool warning = false;

  std::string text() const;  // "zato.yaml:12: REST channel `crm`: security_name: there is no …"
};
using Problems = std::vector<Problem>;

bool has_errors(const Problems& problems) noexcept;
// The sentences, one a line; at most a few hundred of them, and how many more there are.
std::string to_text(const Problems& problems);
// kInvalidArgument with to_text(), or nothing when there are warnings at most.
base::Result<void> to_result(const Problems& problems);

std::string title(const schema::ObjectType& type, std::string_view name);  // "REST channel `crm`"

// "; did you mean `x`?", or "".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace zato::enmasse
