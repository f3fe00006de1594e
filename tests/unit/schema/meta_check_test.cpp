#include "schema/meta_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_types.hpp"
#include "schema/registry.hpp"

namespace zato::schema {
namespace {

using testing::Contains;
using testing::IsEmpty;

std::vector<std::string> problems_after(void (*spoil)(ObjectType&)) {
  auto comet = Comet::type();
  spoil(comet);
  const std::vector<const ObjectType*> types = {&comet, &Planet::type()};
  return meta_check(types);
}

Field& field(ObjectType& type, std::string_view name) { return const_cast<Field&>(*type.find(name)); }

TEST(MetaCheck, AcceptsGoodTypes) {
  EXPECT_THAT(problems_after([](ObjectType&) {}), IsEmpty());
}

TEST(MetaCheck, AsksForHelp) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "mood").help = "mood"; }),
              Contains("comet.mood: its help is missing or too short"));
}

TEST(MetaCheck, RefusesAReferenceToNothing) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "planet_id").ref = "moon"; }),
              Contains("comet.planet_id: it refers to an unknown type `moon`"));
}

TEST(MetaCheck, RefusesADefaultThatBreaksItsOwnRules) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "period").min = 11; }),
              Contains("comet.period: its default breaks its own rules"));
}

TEST(MetaCheck, RefusesTwoFieldsInOneColumn) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "tags").wire = "notes"; }),
              Contains("comet.tags: the column is taken"));
}

TEST(MetaCheck, RefusesATypeWithoutAName) {
  EXPECT_THAT(problems_after([](ObjectType& type) { type.fields.erase(type.fields.begin()); }),
              Contains("comet: it has no unique, required field `name`"));
}

TEST(MetaCheck, AsksATypeThatNothingUsesToSaySo) {
  EXPECT_THAT(problems_after([](ObjectType& type) { type.runtime = Runtime::kStoredOnly; }),
              Contains("comet: a type that nothing uses yet says so in its runtime_note, any other has none"));
  EXPECT_THAT(problems_after([](ObjectType& type) { type.runtime_note = "Nothing looks at comets yet"; }),
              Contains("comet: a type that nothing uses yet says so in its runtime_note, any other has none"));
}

TEST(MetaCheck, RefusesAnAliasThatAnotherFieldHas) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "notes").aliases = {"labels"}; }),
              Contains("comet.notes: the alias `labels` is wrong or taken"));
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "notes").aliases = {"planet_name"}; }),
              Contains("comet.planet_id: its key for names, `planet_name`, is wrong or taken"));
}

TEST(MetaCheck, KeepsWhatBelongsToReferencesAndSecretsThere) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "mood").by_name = "mood_name"; }),
              Contains("comet.mood: only a reference is given by name"));
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "mood").generated = true; }),
              Contains("comet.mood: only a secret is generated"));
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "planet_id").only = {"comet"}; }),
              Contains("comet.planet_id: it refers to `comet`, which is no planet"));
}

TEST(MetaCheck, RefusesOtherWordsForNothing) {
  EXPECT_THAT(problems_after([](ObjectType& type) {
                field(type, "mood").spellings = {{"furious", "angry"}};
              }),
              Contains("comet.mood: the spelling `furious` of `angry` is not one"));
}

TEST(MetaCheck, RefusesItemsOfNothing) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "tags").items = "moon"; }),
              Contains("comet.tags: its items are of an unknown type `moon`"));
}

TEST(MetaCheck, RefusesWordsOfSql) {
  EXPECT_THAT(problems_after([](ObjectType& type) { field(type, "mood").wire = "order"; }),
              Contains("comet.mood: the column's name is a word of SQL"));
}

TEST(MetaCheck, RefusesACircleOfReferences) {
  auto planet = Planet::type();
  auto back = *Comet::type().find("planet_id");
  back.name = "comet_id";
  back.ref = "comet";
  planet.fields.push_back(back);
  const std::vector<const ObjectType*> types = {&Comet::type(), &planet};
  EXPECT_THAT(meta_check(types), Contains("comet: references form a circle"));
  EXPECT_THROW(Registry{types}, base::Exception);
}

}  // namespace
}  // namespace zato::schema
