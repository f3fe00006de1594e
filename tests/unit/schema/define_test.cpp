#include "schema/define.hpp"

#include <gtest/gtest.h>

#include "sample_types.hpp"
#include "schema/registry.hpp"

namespace zato::schema {
namespace {

TEST(Define, TakesKindsFromTheMembersOfTheStruct) {
  const auto kind = [](std::string_view field) { return Comet::type().find(field)->kind; };
  EXPECT_EQ(kind("name"), Kind::kString);
  EXPECT_EQ(kind("planet_id"), Kind::kRef);
  EXPECT_EQ(kind("period"), Kind::kInt);
  EXPECT_EQ(kind("brightness"), Kind::kFloat);
  EXPECT_EQ(kind("mood"), Kind::kEnum);
  EXPECT_EQ(kind("notes"), Kind::kText);
  EXPECT_EQ(kind("password"), Kind::kSecret);
  EXPECT_EQ(kind("tags"), Kind::kList);
  EXPECT_EQ(kind("is_active"), Kind::kBool);
  EXPECT_TRUE(Comet::type().find("planet_id")->nullable);
  EXPECT_FALSE(Comet::type().find("period")->nullable);
}

TEST(Define, TakesDefaultsFromTheStruct) {
  EXPECT_EQ(std::get<std::int64_t>(Comet::type().find("period")->initial), 10);
  EXPECT_EQ(std::get<bool>(Comet::type().find("is_active")->initial), true);
  EXPECT_TRUE(is_null(Comet::type().find("planet_id")->initial));
}

TEST(Define, ReadsAndWritesObjectsWhoseTypeIsNotKnown) {
  const auto& type = Comet::type();
  const auto object = type.create();
  EXPECT_EQ(type.find("period")->set(object.get(), std::int64_t{76}), "");
  EXPECT_EQ(type.find("planet_id")->set(object.get(), std::int64_t{3}), "");
  type.set_system(object.get(), {.id = 5, .cluster_id = 1, .version = 2});
  const auto& comet = *static_cast<const Comet*>(object.get());
  EXPECT_EQ(comet.period, 76);
  EXPECT_EQ(comet.planet_id, 3);
  EXPECT_EQ(comet.id, 5);
  EXPECT_EQ(type.system(object.get()).version, 2);
  EXPECT_EQ(type.find("planet_id")->set(object.get(), Value()), "");
  EXPECT_FALSE(comet.planet_id.has_value());
}

TEST(Define, RefusesValuesOfAnotherKind) {
  Comet comet;
  EXPECT_EQ(Comet::type().find("period")->set(&comet, std::string("76")), "must be an integer");
  EXPECT_EQ(Comet::type().find("period")->set(&comet, std::int64_t{1} << 40), "is out of range");
  EXPECT_EQ(Comet::type().find("is_active")->set(&comet, std::int64_t{1}), "must be true or false");
  EXPECT_EQ(comet.period, 10);
}

TEST(Define, FieldsAreFoundByTheirWireNameToo) { EXPECT_EQ(Comet::type().find("labels"), Comet::type().find("tags")); }

TEST(Define, ReferencesHaveAKeyForNames) {
  const auto& planet = *Comet::type().find("planet_id");
  EXPECT_EQ(reference_name(planet), "planet_name");
  EXPECT_EQ(Comet::type().find_reference("planet_name"), &planet);
  EXPECT_EQ(Comet::type().find_reference("planet"), &planet);
  EXPECT_EQ(Comet::type().find_reference("name"), nullptr);
  auto renamed = planet;
  renamed.by_name = "passes";
  EXPECT_EQ(reference_name(renamed), "passes");
  EXPECT_TRUE(means_nothing("ZATO_NONE"));
  EXPECT_FALSE(means_nothing("Saturn"));
}

TEST(Registry, FindsTypesByWhatPeopleAndDocumentsCallThem) {
  auto comet = Comet::type();
  comet.section = "comets";
  comet.aliases = {"tailed_star"};
  const Registry registry({&comet, &Planet::type()});
  EXPECT_EQ(registry.find_noun("comet"), &comet);
  EXPECT_EQ(registry.find_noun("tailed_star"), &comet);
  EXPECT_EQ(registry.find_noun("moon"), nullptr);
  EXPECT_EQ(registry.in_section("comets"), std::vector<const ObjectType*>{&comet});
  EXPECT_EQ(registry.in_section("tailed_star"), std::vector<const ObjectType*>{&comet});
  EXPECT_EQ(registry.served_by("zato.planet"), std::vector<const ObjectType*>{&Planet::type()});
}

TEST(Registry, AReferenceMayAcceptAPartOfAFamily) {
  auto planet = Planet::type(), moon = Planet::type();
  planet.family = moon.family = "body";
  moon.name = moon.noun = "moon";
  auto comet = Comet::type();
  auto& field = const_cast<Field&>(*comet.find("planet_id"));
  field.ref = "body";
  field.only = {"moon"};
  const Registry registry({&comet, &planet, &moon});
  EXPECT_EQ(registry.targets(field), std::vector<const ObjectType*>{&moon});
  EXPECT_EQ(registry.targets("body").size(), 2U);
  EXPECT_TRUE(registry.referrers(planet).empty());
  EXPECT_EQ(registry.referrers(moon).size(), 1U);
}

TEST(Registry, PutsTypesAfterThoseTheyReferTo) {
  const Registry registry({&Comet::type(), &Planet::type()});
  EXPECT_EQ(registry.types()[0]->name, "planet");
  EXPECT_EQ(registry.types()[1]->name, "comet");
  ASSERT_EQ(registry.referrers(Planet::type()).size(), 1U);
  EXPECT_EQ(registry.referrers(Planet::type())[0].field->name, "planet_id");
}

TEST(Registry, SuggestsTheNearestName) {
  const Registry registry({&Comet::type(), &Planet::type()});
  EXPECT_EQ(registry.get("plant").error().message, "no such object type `plant`; did you mean `planet`?");
}

}  // namespace
}  // namespace zato::schema
