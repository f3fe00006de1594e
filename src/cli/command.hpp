// Commands of `zato` as data. One file per group in commands/, one line each in all.cpp; main.cpp parses the command
// line and calls run().
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zato::cli {

struct Positional {
  std::string name;
  std::string help;
  int at_least = 1;
  int at_most = 1;
  std::string names_of = {};  // completed with names of such objects: an object type or a family of them
};

struct Option {
  std::string name;  // "odb-type": --odb-type and --odb_type are accepted
  std::string help;
  std::string value = {};    // shown in the help, such as HOST; empty: a flag
  std::string initial = {};  // value when it is not given
  std::vector<std::string> one_of = {};
  std::string letter = {};    // "o" for -o
  std::string alias = {};     // another name, for instance Zato's
  std::string names_of = {};  // as of a positional
  bool repeats = false;       // may be given several times: the value has one line for each
};

// What was given on the command line, by the names of the declarations.
class Arguments {
 public:
  std::map<std::string, std::string> values = {};              // options with a value: given or initial
  std::set<std::string> given = {};                            // options that were typed
  std::map<std::string, std::vector<std::string>> words = {};  // positionals

  bool has(const std::string& option) const { return given.contains(option); }
  const std::string& text(const std::string& option) const;
  std::int64_t number(const std::string& option, std::int64_t min, std::int64_t max) const;  // fails with exit code 15
  const std::string& word(const std::string& positional) const;                              // "" when it was not given
  const std::vector<std::string>& list(const std::string& positional) const;
};

struct Command {
  std::vector<std::string> path;  // {"quickstart", "create"}; dashes may be typed as underscores
  std::string help;
  std::vector<Positional> positionals = {};
  std::vector<Option> options = {};
  std::string examples = {};
  bool hidden = false;                        // for our own use: not listed
  std::string noun = {};                      // derived from an object type with this noun (nouns.hpp): listed together
  bool raw = false;                           // all words are its first positional, also those like options
  bool says_ok = true;                        // prints OK at the end; commands whose output is data do not
  std::function<void(const Arguments&)> run;  // throws Failure
};

// A secret given as text, or better as a file; "" when neither was. Exit code 13 when both were.
std::string secret_argument(const Arguments& arguments, const std::string& option, const std::string& file_option);

const std::vector<Command>& all_commands();

// The command that `words` begin with, and how many of them name it; null and 0 when there is none.
struct Match {
  const Command* command = nullptr;
  std::size_t words = 0;
};
Match find_command(const std::vector<Command>& commands, const std::vector<std::string>& words);

// What to tell somebody whose words name no command: the commands that begin so, or "did you mean"; `nouns` are first
// words as well.
std::string explain_unknown(const std::vector<Command>& commands, const std::vector<std::string>& words,
                            const std::vector<std::string>& nouns = {});

// All commands with their first sentence, those with `prefix` only.
std::string list_commands(const std::vector<Command>& commands, const std::vector<std::string>& prefix);

// docs/operations/commands.md: every command with its positionals and options.
std::string render_command_reference(const std::vector<Command>& commands);

}  // namespace zato::cli
