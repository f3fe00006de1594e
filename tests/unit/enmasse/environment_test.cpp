#include "enmasse/environment.hpp"

#include <gmock/gmock.h>

namespace zato::enmasse {
namespace {

using testing::ElementsAre;

const Environment kEnvironment{{{"PASSWORD", "s3cret"}, {"Zato_Enmasse_Env_channel_rest_crm__get_url_path", "/x"}}};

TEST(Environment, GivesAWholeValueInBothSpellings) {
  EXPECT_EQ(kEnvironment.replace("ZatoEnmasseEnv.PASSWORD").text, "s3cret");
  EXPECT_EQ(kEnvironment.replace("Zato_Enmasse_Env.PASSWORD").text, "s3cret");
  EXPECT_TRUE(kEnvironment.replace("Zato_Enmasse_Env.PASSWORD").whole);
}

TEST(Environment, ReplacesWithinText) {
  EXPECT_EQ(kEnvironment.replace("a={Zato_Enmasse_Env.PASSWORD};").text, "a=s3cret;");
  EXPECT_EQ(kEnvironment.replace("${PASSWORD}${PASSWORD}").text, "s3crets3cret");
}

TEST(Environment, LeavesOtherTextAlone) {
  for (const char* text :
       {"/crm/{id}", "$PASSWORD", "${}", "{PASSWORD}", "${not a name}", "${PASSWORD", "{", "}", ""}) {
    const auto replaced = kEnvironment.replace(text);
    EXPECT_EQ(replaced.text, text);
    EXPECT_FALSE(replaced.changed) << text;
  }
}

TEST(Environment, TellsWhatIsMissingAndPutsZatosWordsThere) {
  const auto whole = kEnvironment.replace("ZatoEnmasseEnv.X");
  EXPECT_EQ(whole.text, "Env-Value-Not-Found-X");
  EXPECT_THAT(whole.missing, ElementsAre("X"));
  EXPECT_EQ(kEnvironment.replace("a{Zato_Enmasse_Env.X}b").text, "aMissing_Value_Xb");
}

TEST(Environment, ReadsFilesOfNamesAndValues) {
  Environment environment;
  ASSERT_TRUE(environment.add_file("# comment\n[env]\nA=1\nexport B = two words \nC=\"quoted\"\n\nD=\n", "env"));
  EXPECT_EQ(*environment.find("A"), "1");
  EXPECT_EQ(*environment.find("B"), "two words");
  EXPECT_EQ(*environment.find("C"), "quoted");
  EXPECT_EQ(*environment.find("D"), "");
  const auto wrong = environment.add_file("A=1\nnonsense\n", "env");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "env:2: expected NAME=value");
}

TEST(Environment, OverridesSingleFields) {
  EXPECT_TRUE(kEnvironment.has_overrides());
  EXPECT_EQ(*kEnvironment.find_override("channel_rest", "crm.get", "url_path"), "/x");
  EXPECT_EQ(kEnvironment.find_override("channel_rest", "crm.get", "method"), nullptr);
  EXPECT_FALSE(Environment().has_overrides());
}

}  // namespace
}  // namespace zato::enmasse
