// Single values: a node as the kind of its field wants it.
#include "base/text.hpp"
#include "enmasse/read_document.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using schema::Kind;
using schema::Value;

namespace {

std::string must_be(const schema::Field& field, std::string_view what) {
  return "must be a " + std::string(kind_name(field.kind)) + ", not a " + std::string(what);
}

bool is_text(Kind kind) {
  return kind == Kind::kString || kind == Kind::kText || kind == Kind::kEnum || kind == Kind::kSecret;
}

std::string scalar_value(const schema::Field& field, const Node& node, Value& value) {
  if (field.kind == Kind::kRef) {
    const bool nothing = schema::means_nothing(node.text) || node.text == "ZATO_SEC_USE_RBAC";
    value = nothing ? Value() : Value(node.text);
    return {};
  }
  auto text = field.kind == Kind::kEnum ? canonical_value(field, node.text) : node.text;
  if (!is_text(field.kind) && field.kind != Kind::kList) {
    text = std::string(base::trim(text));
    if (text.empty()) {
      value = Value();
      return {};
    }
  }
  if (field.kind == Kind::kInt && node.plain) text = base::replace_all(text, "_", "");  // 1_000_000
  auto read = schema::parse(field.kind, text);
  if (!read) return read.error().text();
  value = std::move(*read);
  return {};
}

std::string sequence_value(const schema::Field& field, const Node& node, Value& value) {
  schema::List items;
  for (const auto& item : node.items) {
    if (item.kind != Node::Kind::kScalar) return "its items must be plain values";
    items.push_back(item.text);
  }
  if (field.kind == Kind::kList)
    value = std::move(items);
  else if (field.kind == Kind::kText)
    value = base::join(items, "\n");
  else
    return must_be(field, "list");
  return {};
}

}  // namespace

std::string to_value(const schema::Field& field, const Node& node, Value& value) {
  switch (node.kind) {
    case Node::Kind::kNull:
      value = Value();
      return {};
    case Node::Kind::kScalar:
      return scalar_value(field, node, value);
    case Node::Kind::kSequence:
      return sequence_value(field, node, value);
    case Node::Kind::kMapping:
      return must_be(field, "mapping");
  }
  return "cannot be read";
}

}  // namespace zato::enmasse
