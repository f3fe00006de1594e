// The `zato` executable: finds the command that the words name, parses the rest with CLI11 (here only), runs it, and
// turns failures into one message on stderr and Zato's exit code.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/result.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/hidden_words.hpp"
#include "cli/lookup.hpp"
#include "cli/nouns.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"

namespace zato::cli {
namespace {

constexpr int kUsage = 2;

std::string spellings(const Option& option) {
  std::vector<std::string> names;
  if (!option.letter.empty()) names.push_back("-" + option.letter);
  for (const auto& name : {option.name, option.alias}) {
    if (name.empty()) continue;
    names.push_back("--" + name);
    auto underscored = base::replace_all(name, "-", "_");
    if (underscored != name) names.push_back("--" + underscored);
  }
  return base::join(names, ",");
}

void declare_option(CLI::App& app, const Option& option, Arguments& arguments) {
  if (option.value.empty()) {
    app.add_flag_callback(
        spellings(option), [&arguments, name = option.name] { arguments.given.insert(name); }, option.help);
    return;
  }
  auto* declared = app.add_option_function<std::vector<std::string>>(
      spellings(option),
      [&arguments, name = option.name](const std::vector<std::string>& values) {
        arguments.values[name] = base::join(values, "\n");
        arguments.given.insert(name);
      },
      option.help + (option.initial.empty() ? "" : " [" + option.initial + "]"));
  declared->type_name(option.value)
      ->expected(1)
      ->multi_option_policy(option.repeats ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast);
  if (!option.one_of.empty()) declared->check(CLI::IsMember(option.one_of));
  arguments.values[option.name] = option.initial;
}

// CLI11 repeats words that it does not know: of --odb-pasword=SECRET only the name is shown.
std::string without_values(const std::string& what) {
  std::vector<std::string> words;
  for (const auto word : base::split(what, ' '))
    words.emplace_back(word.starts_with("--") ? word.substr(0, word.find('=')) : word);
  return base::join(words, " ");
}

int run(const Command& command, const std::vector<std::string>& rest) {
  if (command.raw) {
    Arguments arguments;
    arguments.words[command.positionals.at(0).name] = rest;
    command.run(arguments);
    return 0;
  }
  CLI::App app(command.help, "zato " + base::join(command.path, " "));
  app.get_formatter()->column_width(34);
  if (!command.examples.empty()) app.footer("Examples:\n" + command.examples);
  Arguments arguments;
  for (const auto& positional : command.positionals) {
    app.add_option(positional.name, arguments.words[positional.name], positional.help)
        ->expected(positional.at_least, positional.at_most)
        ->allow_extra_args(positional.at_most > positional.at_least)  // else CLI11 takes no more than at_least
        ->required(positional.at_least > 0)
        ->type_name("");
  }
  for (const auto& option : command.options) declare_option(app, option, arguments);
  declare_option(app, {.name = "verbose", .help = "Say more about what is done."}, arguments);

  try {
    app.parse(std::vector<std::string>(rest.rbegin(), rest.rend()));
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    print_error(fmt::format("{}; see: zato {} --help", without_values(error.what()), base::join(command.path, " ")));
    return kUsage;
  }
  set_verbose(arguments.has("verbose"));
  command.run(arguments);
  if (command.says_ok) print_ok();
  return 0;
}

int help() {
  fmt::print("Usage: zato COMMAND [ARGUMENTS]; zato COMMAND --help tells more.\n\n{}\n{}",
             list_commands(all_commands(), {}), list_nouns());
  return 0;
}

int main_of(const std::vector<std::string>& given) {
  if (given.empty() || given[0] == "-h" || given[0] == "--help" || given[0] == "help") return help();
  if (given[0] == "--version" || given[0] == "version") {
    fmt::print("zato {}\n", kVersion);
    return 0;
  }
  const auto [words, commands] = look_up(given);
  auto match = find_command(commands, words);
  if (match.command)
    return run(*match.command, {words.begin() + static_cast<std::ptrdiff_t>(match.words), words.end()});
  std::vector<std::string> names;
  for (const auto& word : words) {
    if (word == "-h" || word == "--help") {
      fmt::print("{}", list_commands(commands, names));
      return 0;
    }
    names.push_back(word);
  }
  print_error(explain_unknown(commands, words, all_nouns()));
  return kUsage;
}

}  // namespace
}  // namespace zato::cli

int main(int argc, char** argv) {
  using namespace zato;
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    cli::hide_secret_words(argc, argv);
    return cli::main_of(words);
  } catch (const cli::Failure& failure) {
    if (*failure.what() != '\0') cli::print_error(failure.what());
    return static_cast<int>(failure.code());
  } catch (const std::exception& error) {
    cli::print_error(error.what());
    return static_cast<int>(cli::ExitCode::kException);
  }
}
