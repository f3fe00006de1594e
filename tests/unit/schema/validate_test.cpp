#include "schema/validate.hpp"

#include <gtest/gtest.h>

#include "sample_types.hpp"

namespace zato::schema {
namespace {

std::string message_of(const Comet& comet) {
  const auto result = to_result(Comet::type(), &comet, check(Comet::type(), &comet));
  return result ? "" : result.error().message;
}

TEST(Validate, AcceptsAGoodObject) { EXPECT_EQ(message_of({.name = "Halley", .period = 76}), ""); }

TEST(Validate, NamesEveryFieldThatIsWrong) {
  EXPECT_EQ(message_of({.name = "", .period = 0, .mood = "sad"}),
            "Comet ``: name: is required; period: must be at least 1; mood: must be one of `calm`, `wild`");
}

TEST(Validate, AppliesTheTypesOwnRulesOnceFieldsAreGood) {
  EXPECT_EQ(message_of({.name = "X", .period = 200, .mood = "wild"}),
            "Comet `X`: period: a wild comet returns within 100 years");
}

TEST(Validate, RefusesTextThatADatabaseOrAHeaderCannotCarry) {
  EXPECT_EQ(message_of({.name = "a\nb"}), "Comet `a\nb`: name: must be one line without control characters");
  EXPECT_EQ(message_of({.name = "\xC3\x28"}), "Comet `\xC3\x28`: name: is not valid UTF-8 text");
  EXPECT_EQ(message_of({.name = "X", .notes = std::string("a\0b", 3)}), "Comet `X`: notes: is not valid UTF-8 text");
  EXPECT_EQ(message_of({.name = "X", .notes = "a\nb"}), "");
  EXPECT_EQ(message_of({.name = "X", .tags = {"good", "a\nb"}}),
            "Comet `X`: tags: an item must be one line without control characters");
}

TEST(Validate, CountsCharactersNotBytes) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\xC3\xA9";
  EXPECT_EQ(message_of({.name = name}), "");
  EXPECT_NE(message_of({.name = name + "x"}), "");
}

TEST(Validate, AssignsByNameAndByWireName) {
  Comet comet;
  EXPECT_TRUE(
      assign(Comet::type(), &comet, {{"name", "Halley"}, {"period", std::int64_t{76}}, {"labels", List{"bright"}}})
          .empty());
  EXPECT_EQ(comet.name, "Halley");
  EXPECT_EQ(comet.period, 76);
  EXPECT_EQ(comet.tags, List{"bright"});
}

TEST(Validate, GeneratesTheSecretsThatNobodyGave) {
  auto type = Comet::type();
  const_cast<Field&>(*type.find("password")).generated = true;
  Comet first, second, own{.password = base::Secret("tail")};
  for (auto* comet : {&first, &second, &own}) generate_secrets(type, comet);
  EXPECT_EQ(first.password.reveal().size(), 32U);
  EXPECT_NE(first.password.reveal(), second.password.reveal());
  EXPECT_EQ(own.password.reveal(), "tail");
}

TEST(Validate, SaysWhatAnUnknownFieldMayHaveMeant) {
  Comet comet;
  const auto problems = assign(Comet::type(), &comet, {{"perod", std::int64_t{76}}, {"is_active", false}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].field, "perod");
  EXPECT_EQ(problems[0].message, "no such field; did you mean `period`?");
  EXPECT_FALSE(comet.is_active);
}

TEST(Validate, KeepsInternalFieldsFromOutsiders) {
  Comet comet;
  const auto problems = assign(Comet::type(), &comet, {{"origin", "elsewhere"}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "is set by the platform only");
  EXPECT_EQ(comet.origin, "");
}

TEST(Validate, LetsPassWhatWouldChangeNothing) {
  auto type = Comet::type();
  const_cast<Field&>(*type.find("is_active")).internal = true;
  Comet comet;
  EXPECT_TRUE(assign(type, &comet, {{"is_active", true}}).empty());
  EXPECT_EQ(assign(type, &comet, {{"is_active", false}}).size(), 1U);
}

TEST(Validate, UnderstandsOtherWordsForAChoice) {
  auto type = Comet::type();
  const_cast<Field&>(*type.find("mood")).spellings = {{"furious", "wild"}};
  Comet comet;
  EXPECT_TRUE(assign(type, &comet, {{"mood", "furious"}}).empty());
  EXPECT_EQ(comet.mood, "wild");
}

TEST(Validate, SecretsHaveSeveralLinesWhereTheirFieldSaysSo) {
  auto field = *Comet::type().find("password");
  EXPECT_NE(check_value(field, base::Secret("a\nb")), "");
  field.multiline = true;
  EXPECT_EQ(check_value(field, base::Secret("a\nb")), "");
}

TEST(Validate, RecordsHoldEveryField) {
  const Comet comet{.name = "Halley", .password = base::Secret("tail")};
  const auto record = to_record(Comet::type(), &comet);
  EXPECT_EQ(record.size(), Comet::type().fields.size());
  EXPECT_EQ(to_text(record.at("password")), base::kMasked);
}

TEST(Value, IsParsedByItsKind) {
  EXPECT_EQ(std::get<bool>(parse(Kind::kBool, "yes").value()), true);
  EXPECT_EQ(std::get<std::int64_t>(parse(Kind::kInt, "42").value()), 42);
  EXPECT_EQ(std::get<double>(parse(Kind::kFloat, "1.5").value()), 1.5);
  EXPECT_EQ(std::get<List>(parse(Kind::kList, "a\n b \n\n").value()), (List{"a", "b"}));
  EXPECT_EQ(parse(Kind::kInt, "4x").error().message, "`4x` is not a integer");
}

}  // namespace
}  // namespace zato::schema
