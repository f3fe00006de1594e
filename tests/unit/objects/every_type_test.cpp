// What holds of every object type, one that will be added included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "objects/all.hpp"
#include "support/sample_object.hpp"

namespace zato::objects {
namespace {

using schema::Kind;
using schema::ObjectType;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

schema::Id some_id(const schema::Field&) { return 1; }

class EveryType : public testing::TestWithParam<const ObjectType*> {
 protected:
  const ObjectType& type() const { return *GetParam(); }

  // What assign() or check() says about this value in a good object of the type.
  std::vector<schema::Problem> problems_with(const schema::Field& field, schema::Value value) const {
    auto object = test::smallest(type(), 1, some_id);
    schema::Record record;
    record.emplace(field.name, std::move(value));
    auto problems = schema::assign(type(), object.get(), std::move(record));
    auto later = schema::check(type(), object.get());
    problems.insert(problems.end(), later.begin(), later.end());
    return problems;
  }

  void expect_refused(const schema::Field& field, schema::Value value, const std::string& rule) const {
    EXPECT_THAT(problems_with(field, std::move(value)),
                Contains(AllOf(testing::Field(&schema::Problem::field, field.name),
                               testing::Field(&schema::Problem::message, HasSubstr(rule)))))
        << type().name << "." << field.name;
  }

  template <class F>
  void each_field(F f) const {
    for (const auto& field : type().fields) {
      if (!field.internal && !field.state) f(field);
    }
  }
};

TEST_P(EveryType, IsGoodWithItsDefaultsAndWhatItInsistsOn) {
  const auto object = test::smallest(type(), 1, some_id);
  const auto problems = schema::check(type(), object.get());
  EXPECT_TRUE(schema::to_result(type(), object.get(), problems))
      << type().name << ": " << problems.front().field << ": " << problems.front().message;
}

TEST_P(EveryType, IsGoodWithAValueInEveryField) {
  const auto object = type().create();
  test::fill_all(type(), object.get(), 1, some_id);
  const auto problems = schema::check(type(), object.get());
  EXPECT_TRUE(schema::to_result(type(), object.get(), problems))
      << problems.front().field << ": " << problems.front().message;
}

TEST_P(EveryType, RefusesValuesOfAnotherKind) {
  each_field([&](const schema::Field& field) {
    switch (field.kind) {
      case Kind::kBool:
        return expect_refused(field, std::string("maybe"), "must be true or false");
      case Kind::kInt:
      case Kind::kRef:
        return expect_refused(field, std::string("many"), "must be an integer");
      case Kind::kFloat:
        return expect_refused(field, std::string("much"), "must be a number");
      case Kind::kList:
        return expect_refused(field, true, "must be a list");
      default:
        return expect_refused(field, std::int64_t{1}, "must be a string");
    }
  });
}

TEST_P(EveryType, RefusesWhatIsMissing) {
  each_field([&](const schema::Field& field) {
    if (!field.required) return;
    if (field.kind == Kind::kRef) expect_refused(field, std::int64_t{0}, "is required");
    if (field.kind == Kind::kList) expect_refused(field, schema::List(), "is required");
    if (field.kind == Kind::kSecret) expect_refused(field, base::Secret(), "is required");
    if (field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kEnum)
      expect_refused(field, std::string(), "is required");
  });
}

TEST_P(EveryType, RefusesNumbersOutOfRange) {
  each_field([&](const schema::Field& field) {
    if (field.kind != Kind::kInt) return;
    if (field.min) expect_refused(field, *field.min - 1, "must be at least " + std::to_string(*field.min));
    if (field.max) expect_refused(field, *field.max + 1, "must be at most " + std::to_string(*field.max));
  });
}

TEST_P(EveryType, RefusesTextThatNoDatabaseCanKeep) {
  each_field([&](const schema::Field& field) {
    const bool text = field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kEnum;
    if (!text) return;
    expect_refused(field, std::string("a\0b", 3), "is not valid UTF-8 text");
    expect_refused(field, std::string("\xC3("), "is not valid UTF-8 text");
    if (field.kind != Kind::kText) expect_refused(field, std::string("a\nb"), "must be one line");
    const auto longest = field.max.value_or(field.multiline ? 1'000'000 : 200);
    expect_refused(field, std::string(static_cast<std::size_t>(longest) + 1, 'x'), "is longer than");
  });
}

TEST_P(EveryType, RefusesChoicesThatThereAreNot) {
  each_field([&](const schema::Field& field) {
    if (field.kind == Kind::kEnum)
      expect_refused(field, std::string("neither"), field.rule ? "[neither]" : "must be one of `");
  });
}

TEST_P(EveryType, RefusesItemsOfSeveralLines) {
  each_field([&](const schema::Field& field) {
    if (field.kind == Kind::kList) expect_refused(field, schema::List{"a\nb"}, "an item must be one line");
  });
}

TEST_P(EveryType, KeepsWhatThePlatformSetsFromOutsiders) {
  for (const auto& field : type().fields) {
    if (!field.internal || field.kind != Kind::kBool) continue;
    const auto other = !std::get<bool>(field.initial);
    EXPECT_THAT(problems_with(field, other),
                Contains(testing::Field(&schema::Problem::message, "is set by the platform only")));
    EXPECT_THAT(problems_with(field, !other), IsEmpty());
  }
}

TEST_P(EveryType, SaysWhatAMisspelledFieldMayHaveMeant) {
  auto object = type().create();
  const auto problems = schema::assign(type(), object.get(), {{"nane", std::string("x")}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "no such field; did you mean `name`?");
}

TEST_P(EveryType, CanBeAdministeredAndImported) {
  EXPECT_NE(type().noun, "");
  EXPECT_TRUE(type().services.starts_with("zato.")) << type().services;
  EXPECT_THAT(all().in_section(type().section), Contains(&type()));
  EXPECT_EQ(all().find_noun(type().noun), &type());
}

TEST_P(EveryType, IsToldFromItsSiblingsByFixedColumns) {
  for (const auto* other : all().served_by(type().services)) {
    if (other == &type()) continue;
    EXPECT_NE(other->fixed, type().fixed) << other->name;
  }
}

INSTANTIATE_TEST_SUITE_P(Objects, EveryType, testing::ValuesIn(all().types().begin(), all().types().end()),
                         [](const auto& each) { return each.param->name; });

}  // namespace
}  // namespace zato::objects
