#include "cli/nouns.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "cli/lookup.hpp"
#include "cli/object_options.hpp"
#include "objects/all.hpp"

namespace zato::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> verbs_of(const std::string& noun) {
  std::vector<std::string> verbs;
  for (const auto& command : commands_of(*type_of_noun(noun))) verbs.push_back(command.path.at(1));
  return verbs;
}

const Command& command_of(const Lookup& line) { return *find_command(line.commands, line.words).command; }

TEST(Nouns, EveryTypeHasTheSameVerbs) {
  for (const auto& noun : all_nouns()) {
    const bool deployed = noun == "deployment";  // zato hot-deploy changes them
    EXPECT_THAT(verbs_of(noun), IsSupersetOf({"get", "list", "history"})) << noun;
    if (!deployed) {
      EXPECT_THAT(verbs_of(noun), IsSupersetOf({"edit", "delete"})) << noun;
    }
    const bool made_otherwise = deployed || noun == "server" || noun == "service";
    EXPECT_EQ(std::ranges::count(verbs_of(noun), "create"), made_otherwise ? 0 : 1) << noun;
  }
  EXPECT_THAT(verbs_of("basic-auth"), Contains("change-password"));
  EXPECT_THAT(verbs_of("rest-channel"), Not(Contains("change-password")));
}

// Any two options of one command must differ in all of their spellings, or the parser refuses the command.
TEST(Nouns, SpellingsOfOptionsAreUnambiguousForEveryType) {
  for (const auto& noun : all_nouns()) {
    for (const auto& command : commands_of(*type_of_noun(noun))) {
      std::set<std::string> spellings{"verbose", "help"};
      for (const auto& option : command.options) {
        for (const auto& spelling : {option.name, option.alias}) {
          if (spelling.empty()) continue;
          EXPECT_TRUE(spellings.insert(spelling).second) << noun << " " << command.path[1] << " --" << spelling;
        }
        EXPECT_GE(option.help.size(), 8u) << noun << " --" << option.name;
      }
    }
  }
}

TEST(Nouns, MayBeWrittenAsOtherNamesOfTheTypeUnlessSeveralTypesHaveThem) {
  EXPECT_EQ(type_of_noun("rest-channel"), type_of_noun("rest_channel"));
  EXPECT_EQ(type_of_noun("security"), nullptr);
  EXPECT_EQ(type_of_noun("no-such-thing"), nullptr);
  EXPECT_EQ(type_of_noun("cluster"), nullptr) << "clusters are not made by the admin API";
}

TEST(Nouns, VerbsMayStandFirstOrBeJoinedAsInZato) {
  const std::vector<std::string> expected{"api-key", "edit"};
  EXPECT_EQ(command_of(look_up({"edit", "api-key", "x"})).path, expected);
  EXPECT_EQ(command_of(look_up({"edit-api-key", "x"})).path, expected);
  EXPECT_EQ(command_of(look_up({"api_key", "edit"})).path, expected);
  EXPECT_EQ(command_of(look_up({"create-rest-channel"})).path, (std::vector<std::string>{"create", "rest-channel"}))
      << "Zato's own command where there is one";
  EXPECT_EQ(command_of(look_up({"service", "invoke"})).path, (std::vector<std::string>{"service", "invoke"}));
  EXPECT_EQ(command_of(look_up({"service", "list"})).path, (std::vector<std::string>{"service", "list"}));
}

TEST(Nouns, AreHintedAt) {
  EXPECT_THAT(explain_unknown(all_commands(), {"rest-chanel"}, all_nouns()), HasSubstr("did you mean 'rest-channel'?"));
  const auto line = look_up({"rest-channel", "lst"});
  EXPECT_THAT(explain_unknown(line.commands, line.words, all_nouns()), HasSubstr("did you mean 'list'?"));
}

TEST(Nouns, NeverTakeSecretsFromTheCommandLine) {
  for (const auto& noun : all_nouns()) {
    const auto& type = *type_of_noun(noun);
    const auto options = field_options(type);
    for (const auto& field : type.fields) {
      if (field.kind != schema::Kind::kSecret || !is_input(field)) continue;
      const auto has = [&](const std::string& name) {
        return std::ranges::any_of(options,
                                   [&](const auto& option) { return option.name == name || option.alias == name; });
      };
      EXPECT_FALSE(has(option_name(field))) << noun << " " << field.name;
      EXPECT_TRUE(has(option_name(field) + "-file")) << noun << " " << field.name;
    }
  }
}

}  // namespace
}  // namespace zato::cli
