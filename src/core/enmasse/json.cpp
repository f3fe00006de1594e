#include "enmasse/json.hpp"

#include "enmasse/read_document.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using schema::Kind;
using schema::Value;

namespace {

struct ToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const base::Secret& value) const { return value.reveal(); }
  Json operator()(const schema::List& value) const { return value; }
};

std::string key_of(const schema::Field& field) { return field.kind == Kind::kRef ? reference_name(field) : field.name; }

Json item_to_json(const Item& item) {
  Json fields = Json::object();
  Json lines = Json::object();
  for (const auto& given : item.fields) {
    const auto key = key_of(*given.field);
    fields[key] = to_json(given.value);
    if (given.line > 0) lines[key] = given.line;
  }
  Json out{{"type", item.type->name}, {"name", item.name}, {"fields", std::move(fields)}};
  if (item.at.file) {
    out["source"] = *item.at.file;
    out["line"] = item.at.line;
    out["lines"] = std::move(lines);
  }
  return out;
}

Node to_node(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return {.kind = Node::Kind::kScalar, .text = value.get<std::string>()};
  if (value.is_array()) {
    Node node{.kind = Node::Kind::kSequence};
    for (const auto& item : value) {
      const bool flat = !item.is_array();
      node.items.push_back(flat ? to_node(item) : Node{.kind = Node::Kind::kSequence});
    }
    return node;
  }
  if (value.is_object()) return {.kind = Node::Kind::kMapping};
  return {.kind = Node::Kind::kScalar, .plain = true, .text = value.dump()};
}

int line_in(const Json& object, const std::string& key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_integer() ? at->get<int>() : 0;
}

class ItemReader {
 public:
  ItemReader(const schema::Registry& registry, Problems& problems) : registry_(registry), problems_(problems) {}

  void read(const Json& object, std::size_t number, Document& document) {
    Item item{.at = {std::make_shared<const std::string>("items[" + std::to_string(number) + "]"), 0}};
    if (!object.is_object()) return wrong(item, "", "must be an object");
    if (const auto source = object.find("source"); source != object.end() && source->is_string()) {
      item.at = {shared(source->get<std::string>()), line_in(object, "line")};
    }
    const auto type = object.value("type", Json());
    item.type = type.is_string() ? registry_.find(type.get<std::string>()) : nullptr;
    if (!item.type || !is_in_documents(*item.type)) return wrong(item, "type", "there is no such object type");
    const auto name = object.value("name", Json());
    if (!name.is_string() || name.get_ref<const std::string&>().empty()) return wrong(item, "name", "is required");
    item.name = name.get<std::string>();
    const auto fields = object.value("fields", Json::object());
    if (!fields.is_object()) return wrong(item, "fields", "must be an object");
    const auto lines = object.value("lines", Json::object());
    for (const auto& [key, value] : fields.items()) field(item, key, value, line_in(lines, key));
    document.items.push_back(std::move(item));
  }

 private:
  void field(Item& item, const std::string& key, const Json& value, int line) {
    const auto* field = find_field(*item.type, key);
    if (!field || field->internal || field->state || field->name == "name") return wrong(item, key, "no such field");
    Value read;
    if (auto what = to_value(*field, to_node(value), read); !what.empty()) return wrong(item, key, std::move(what));
    item.fields.push_back({.field = field, .key = key, .value = std::move(read), .line = line});
  }

  // Many items, few files.
  std::shared_ptr<const std::string> shared(const std::string& file) {
    if (!last_ || *last_ != file) last_ = std::make_shared<const std::string>(file);
    return last_;
  }

  void wrong(const Item& item, std::string field, std::string message) {
    problems_.push_back({.at = item.at,
                         .object = item.type ? title(*item.type, item.name) : std::string(),
                         .field = std::move(field),
                         .message = std::move(message)});
  }

  const schema::Registry& registry_;
  Problems& problems_;
  std::shared_ptr<const std::string> last_ = {};
};

Json step_to_json(const Step& step) {
  Json changes = Json::array();
  for (const auto& change : step.changes)
    changes.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
  Json out{{"action", action_name(step.action)},
           {"type", step.type->name},
           {"label", step.type->label},
           {"name", step.name},
           {"changes", std::move(changes)}};
  if (step.at.file) out["source"] = step.at.text();
  return out;
}

}  // namespace

Json to_json(const schema::Value& value) { return std::visit(ToJson{}, value); }

Json to_json(const Document& document) {
  Json items = Json::array();
  for (const auto& item : document.items) items.push_back(item_to_json(item));
  return items;
}

Document from_json(const Json& items, const schema::Registry& registry, Problems& problems) {
  Document document;
  if (!items.is_array()) {
    problems.push_back({.field = "items", .message = "must be a list of objects"});
    return document;
  }
  ItemReader reader(registry, problems);
  for (std::size_t i = 0; i < items.size(); ++i) reader.read(items[i], i, document);
  return document;
}

Json to_json(const Plan& plan) {
  Json steps = Json::array();
  for (const auto& step : plan.steps) {
    if (step.action != Action::kUnchanged) steps.push_back(step_to_json(step));
  }
  Json problems = Json::array();
  Json warnings = Json::array();
  for (const auto& problem : plan.problems) (problem.warning ? warnings : problems).push_back(problem.text());
  return Json{{"base_sequence", plan.base_sequence},
              {"create", plan.count(Action::kCreate)},
              {"edit", plan.count(Action::kEdit)},
              {"delete", plan.count(Action::kDelete)},
              {"unchanged", plan.count(Action::kUnchanged)},
              {"steps", std::move(steps)},
              {"warnings", std::move(warnings)},
              {"problems", std::move(problems)}};
}

}  // namespace zato::enmasse
