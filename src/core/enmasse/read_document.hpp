// From nodes to objects: sections, items, fields, each value in the kind of its field, the environment put in.
#pragma once

#include "enmasse/document.hpp"
#include "enmasse/environment.hpp"

namespace zato::enmasse {

struct ReadOptions {
  // Zato puts "Env-Value-Not-Found-X" where X is not set; here that is an error unless this says otherwise.
  bool ignore_missing_environment = false;
  bool ignore_unknown = false;  // sections and fields that we do not know are left out, with a warning
};

class DocumentReader {
 public:
  DocumentReader(const schema::Registry& registry, const Environment& environment, ReadOptions options)
      : registry_(registry), environment_(environment), options_(options) {}

  // All sections of one file. `include` is left to load.cpp.
  void add(const Node& root, const std::shared_ptr<const std::string>& file);
  // One item of a section. A string leads to a file, which is load.cpp's business as well.
  void add_item(const std::string& section, const Node& node, const std::shared_ptr<const std::string>& file);

  // What was read, references by name; says what is there twice.
  Document finish();
  Problems& problems() noexcept { return problems_; }

 private:
  const schema::ObjectType* choose(const Item& item, const Node& node, const std::string& section);
  bool name_item(Item& item, const Node& node, const std::string& section);
  void add_field(Item& item, const Member& member);
  void add_overrides(Item& item, const std::string& section);
  void set(Item& item, const schema::Field& field, const std::string& key, int line, const Node& node);
  Node resolved(const Item& item, const std::string& key, Node node);
  void unknown(const Item& item, const Member& member);
  void problem(const Item& item, const std::string& field, int line, std::string message, bool warning = false);

  const schema::Registry& registry_;
  const Environment& environment_;
  const ReadOptions options_;
  Document document_;
  Problems problems_;
};

// One node as a value of the field's kind; what is wrong with it, or "".
std::string to_value(const schema::Field& field, const Node& node, schema::Value& value);

}  // namespace zato::enmasse
