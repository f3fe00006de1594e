// Objects of any type with values that its rules accept, made from its description alone. Header only: for tests that
// link zato::schema anyway.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "schema/registry.hpp"
#include "schema/validate.hpp"

namespace zato::test {

// Gives the id of an object that this field may refer to.
using Reference = std::function<schema::Id(const schema::Field&)>;

inline const std::vector<std::string>& sample_texts() {
  static const std::string certificate = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n";
  static const std::string key = "-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n";
  static const std::vector<std::string> texts = {"sample",
                                                 "/sample",
                                                 "SAMPLE",
                                                 "https://example.com",
                                                 "tcp://127.0.0.1:5555",
                                                 "*=1/m",
                                                 "pub=/sample\nsub=/sample",
                                                 "2026-05-31 12:00:00",
                                                 "0 12 * * mon",
                                                 "Europe/Warsaw",
                                                 "basic_auth-1",
                                                 "iso-8859-2",
                                                 key + certificate,
                                                 certificate};
  return texts;
}

// The first sample that the field accepts. `nth` tells objects apart where names have to differ.
inline std::string sample_text(const schema::Field& field, int nth) {
  const auto numbered = "sample" + std::to_string(nth);
  if (field.unique || field.name == "username") return numbered;
  if (!field.one_of.empty()) return field.one_of.back();
  for (const auto& text : sample_texts()) {
    if (schema::check_value(field, text).empty()) return text;
  }
  ADD_FAILURE() << "no sample suits the field " << field.name;
  return numbered;
}

inline schema::Value sample_value(const schema::Field& field, int nth, const Reference& reference) {
  switch (field.kind) {
    case schema::Kind::kBool:
      return true;
    case schema::Kind::kInt:
      return field.max ? *field.max : field.min.value_or(0) + 1;
    case schema::Kind::kFloat:
      return static_cast<double>(field.min.value_or(0)) + 0.5;
    case schema::Kind::kRef:
      return reference(field);
    case schema::Kind::kSecret:
      return base::Secret(sample_text(field, nth));
    case schema::Kind::kList:
      return schema::List{sample_text(field, nth)};
    default:
      return sample_text(field, nth);
  }
}

inline void fill(const schema::Field& field, void* object, int nth, const Reference& reference) {
  const auto wrong = field.set(object, sample_value(field, nth, reference));
  EXPECT_EQ(wrong, "") << field.name;
}

// Defaults, and whatever the type insists on beside them.
inline std::shared_ptr<void> smallest(const schema::ObjectType& type, int nth, const Reference& reference) {
  auto object = type.create();
  for (const auto& field : type.fields) {
    if (field.required && !schema::check_value(field, field.get(object.get())).empty())
      fill(field, object.get(), nth, reference);
  }
  for (const auto& problem : type.cross_check(object.get())) {
    for (const auto& field : type.fields) {
      const bool number = field.kind == schema::Kind::kInt && field.nullable;
      const bool named = field.name == problem.field;
      const bool meant = problem.field.empty() && problem.message.find(field.name) != std::string::npos && number;
      const bool target = problem.field.empty() && field.kind == schema::Kind::kRef &&
                          problem.message.find(schema::reference_name(field)) != std::string::npos;
      if (named || meant || target) fill(field, object.get(), nth, reference);
    }
  }
  return object;
}

// Every field has a value, most of them another one than by default.
inline void fill_all(const schema::ObjectType& type, void* object, int nth, const Reference& reference) {
  for (const auto& field : type.fields) {
    if (!field.state) fill(field, object, nth, reference);
  }
}

// Secrets in clear, so that two objects can be compared.
inline std::string text_of(const schema::Value& value) {
  if (const auto* secret = std::get_if<base::Secret>(&value)) return secret->reveal();
  return schema::is_null(value) ? "(null)" : schema::to_text(value);
}

}  // namespace zato::test
