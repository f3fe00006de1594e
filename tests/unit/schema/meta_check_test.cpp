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
