// What somebody has to give to create an object of any type: the fields of the smallest acceptable one, its secrets,
// references by the names of objects made before. Header only: for tests that link zato::objects.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "objects/all.hpp"
#include "support/sample_object.hpp"

namespace zato::test {

struct GivenField {
  const schema::Field* field = nullptr;
  schema::Value value = {};  // of a reference: the name of its target
};

class SampleFields {
 public:
  // Without the name: the caller chooses it.
  std::vector<GivenField> of(const schema::ObjectType& type, int nth) const {
    std::map<std::string, std::string> referred;
    const auto object = smallest(type, nth, [&](const schema::Field& field) {
      const auto target = target_of(field);
      referred[field.name] = target;
      return target.empty() ? schema::Id(0) : schema::Id(1);
    });
    std::vector<GivenField> given;
    for (const auto& field : type.fields) {
      if (field.internal || field.state || field.name == "name") continue;
      auto value = field.get(object.get());
      if (field.kind == schema::Kind::kRef) {
        if (referred.contains(field.name)) given.push_back({&field, referred[field.name]});
      } else if (field.kind == schema::Kind::kSecret) {
        given.push_back({&field, base::Secret(sample_text(field, nth))});
      } else if (text_of(value) != text_of(field.initial)) {
        given.push_back({&field, std::move(value)});
      }
    }
    return given;
  }

  void made(const schema::ObjectType& type, const std::string& name) { names_[type.name] = name; }

 private:
  std::string target_of(const schema::Field& field) const {
    for (const auto* target : objects::all().targets(field)) {
      if (const auto found = names_.find(target->name); found != names_.end()) return found->second;
    }
    return {};
  }

  std::map<std::string, std::string> names_{{"service", "demo.echo"}};
};

struct ValueToJson {
  nlohmann::json operator()(std::monostate) const { return nullptr; }
  nlohmann::json operator()(const base::Secret& secret) const { return secret.reveal(); }
  nlohmann::json operator()(const auto& value) const { return value; }
};

// Input of the type's create service.
inline nlohmann::json sample_input(const schema::ObjectType& type, const std::string& name,
                                   const std::vector<GivenField>& given) {
  nlohmann::json input{{"name", name}};
  for (const auto& [column, value] : type.fixed) input[column] = value;
  for (const auto& [field, value] : given) {
    const bool reference = field->kind == schema::Kind::kRef;
    input[reference ? schema::reference_name(*field) : field->column()] = std::visit(ValueToJson(), value);
  }
  return input;
}

}  // namespace zato::test
