#include "cli/command.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/file.hpp"
#include "cli/failure.hpp"

namespace zato::cli {
namespace {

using testing::HasSubstr;

TEST(Commands, AreFoundByTheirWordsWithDashesOrUnderscores) {
  const auto& all = all_commands();
  EXPECT_EQ(find_command(all, {"quickstart", "create", "x"}).words, 2u);
  EXPECT_EQ(find_command(all, {"create", "load_balancer", "x"}).command,
            find_command(all, {"create", "load-balancer"}).command);
  EXPECT_EQ(find_command(all, {"ca", "create", "lb_agent"}).words, 3u);
  EXPECT_EQ(find_command(all, {"create"}).command, nullptr);
  EXPECT_EQ(find_command(all, {}).command, nullptr);
}

TEST(Commands, UnknownOnesGetAHint) {
  EXPECT_THAT(explain_unknown(all_commands(), {"strat", "x"}), HasSubstr("did you mean 'start'?"));
  EXPECT_THAT(explain_unknown(all_commands(), {"create", "sever"}), HasSubstr("did you mean 'server'?"));
  EXPECT_THAT(explain_unknown(all_commands(), {"create"}), HasSubstr("needs one more word"));
  EXPECT_THAT(explain_unknown(all_commands(), {"create", "qqqqqqq"}), HasSubstr("there may be"));
}

TEST(Commands, EachIsDeclaredCompletely) {
  std::set<std::vector<std::string>> paths;
  for (const auto& command : all_commands()) {
    const auto name = testing::PrintToString(command.path);
    EXPECT_TRUE(paths.insert(command.path).second) << name << " is there twice";
    EXPECT_GE(command.help.size(), 10u) << name;
    EXPECT_TRUE(command.run) << name;
    std::set<std::string> options;
    for (const auto& option : command.options) {
      EXPECT_TRUE(options.insert(option.name).second) << name << " --" << option.name << " is there twice";
      EXPECT_GE(option.help.size(), 8u) << name << " --" << option.name;
      const bool offered = option.one_of.empty() || option.initial.empty() ||
                           std::ranges::find(option.one_of, option.initial) != option.one_of.end();
      EXPECT_TRUE(offered) << name << " --" << option.name;
    }
  }
}

TEST(Commands, CoverTheOnesThatUsersOfZatoExpect) {
  const std::vector<std::vector<std::string>> expected{{"quickstart", "create"},
                                                       {"start"},
                                                       {"stop"},
                                                       {"restart"},
                                                       {"info"},
                                                       {"component-version"},
                                                       {"check-config"},
                                                       {"wait"},
                                                       {"create", "odb"},
                                                       {"create", "cluster"},
                                                       {"create", "server"},
                                                       {"create", "load-balancer"},
                                                       {"create", "scheduler"},
                                                       {"create", "web-admin"},
                                                       {"delete", "odb"},
                                                       {"ca", "create", "ca"},
                                                       {"ca", "create", "lb_agent"},
                                                       {"ca", "create", "server"},
                                                       {"ca", "create", "web_admin"},
                                                       {"crypto", "create-secret-key"},
                                                       {"encrypt"},
                                                       {"decrypt"},
                                                       {"service", "invoke"}};
  for (const auto& path : expected)
    EXPECT_EQ(find_command(all_commands(), path).words, path.size()) << testing::PrintToString(path);
}

TEST(Commands, ReferenceInTheDocumentationIsUpToDate) {
  const auto page = base::read_file(ZATO_SOURCE_DIR "/docs/operations/commands.md");
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_TRUE(*page == render_command_reference(all_commands()))
      << "run: build/dev/bin/zato commands > docs/operations/commands.md";
}

TEST(Arguments, NumbersOutsideTheirRangeEndWithZatosCode) {
  Arguments arguments;
  arguments.values["servers"] = "many";
  try {
    arguments.number("servers", 1, 64);
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::kInvalidInput);
    EXPECT_THAT(failure.what(), HasSubstr("--servers must be a whole number from 1 to 64, not 'many'"));
  }
  arguments.values["servers"] = "64";
  EXPECT_EQ(arguments.number("servers", 1, 64), 64);
}

TEST(Arguments, ASecretIsGivenOnceOnly) {
  Arguments arguments;
  arguments.values = {{"pw", "a"}, {"pw-file", "/nowhere"}};
  arguments.given = {"pw", "pw-file"};
  EXPECT_THROW(secret_argument(arguments, "pw", "pw-file"), Failure);
  arguments.given = {"pw"};
  EXPECT_EQ(secret_argument(arguments, "pw", "pw-file"), "a");
}

}  // namespace
}  // namespace zato::cli
