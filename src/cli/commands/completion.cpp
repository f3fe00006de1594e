// zato commands, zato completion bash|zsh|fish, and the hidden commands that the scripts ask what may follow.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/lookup.hpp"
#include "cli/nouns.hpp"
#include "cli/object_calls.hpp"
#include "cli/output.hpp"
#include "objects/all.hpp"

namespace zato::cli {

namespace {

using namespace std::chrono_literals;

// Names of objects come from people: they are never evaluated by the shell, and quoted before they are inserted.
constexpr const char* kBash =
    "_zato() {\n"
    "  local current=\"${COMP_WORDS[COMP_CWORD]//\\\\/}\" line\n"
    "  COMPREPLY=()\n"
    "  while IFS= read -r line; do\n"
    "    COMPREPLY+=(\"$(printf '%q' \"$line\")\")\n"
    "  done < <(zato complete \"$current\" \"${COMP_WORDS[@]:1:COMP_CWORD-1}\" 2>/dev/null)\n"
    "}\n"
    "complete -o default -F _zato zato\n";

constexpr const char* kFish =
    "complete -c zato -a '(zato complete (commandline -ct | string collect --allow-empty) (commandline -opc)[2..-1] "
    "2>/dev/null)'\n";

constexpr unsigned kPatience = 300'000;  // microseconds: somebody waits with a finger on the key
constexpr std::size_t kMostNames = 200;

void print_script(const Arguments& arguments) {
  const auto& shell = arguments.word("shell");
  if (shell == "bash") return print_line(kBash);
  if (shell == "zsh") return print_line(std::string("autoload -U +X bashcompinit && bashcompinit\n") + kBash);
  if (shell == "fish") return print_line(kFish);
  throw Failure(ExitCode::kInvalidInput, "the shell must be bash, zsh or fish, not '" + shell + "'");
}

// ---- names of objects

// From now on the process ends quietly, whatever it waits for.
void limit_time() {
  std::signal(SIGALRM, [](int) { ::_exit(0); });
  ::ualarm(kPatience, 0);
}

std::string value_after(const std::vector<std::string>& words, const std::string& option) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    if (words[at] == option) return words[at + 1];
  }
  return {};
}

// Nothing when there is no server, no ODB, no permission …: completion is no place for errors.
std::set<std::string> names_of(const std::string& ref, const std::string& prefix, const Arguments& where) {
  std::set<std::string> names;
  try {
    limit_time();
    auto target = admin_target(where);
    target.timeout = std::chrono::milliseconds(kPatience / 1000);
    const auto admin = connect_admin(target);
    for (const auto* type : objects::all().targets(ref)) {
      for (const auto& object : list_objects(*admin, *type, {.query = prefix, .limit = kMostNames})) {
        auto name = object.value("name", std::string());
        if (name.starts_with(prefix)) names.insert(std::move(name));
      }
    }
  } catch (const std::exception&) {
  }
  return names;
}

Arguments where_of(const std::vector<std::string>& words) {
  Arguments where;
  where.values["path"] = value_after(words, "--path");
  where.values["admin-timeout"] = "1";
  return where;
}

void complete_names(const Arguments& arguments) {
  const auto* type = type_of_noun(arguments.word("noun"));
  if (!type) return;
  auto where = where_of({});
  where.values["path"] = arguments.text("path");
  for (const auto& name : names_of(type->name, arguments.word("prefix"), where)) print_line(name);
}

// ---- what may follow

using Candidates = std::set<std::string>;

void add_nouns(Candidates& out) {
  for (auto& noun : all_nouns()) out.insert(std::move(noun));
}

void add_names(Candidates& out, const std::string& ref, const std::string& current, const Lookup& line) {
  if (!ref.empty()) out.merge(names_of(ref, current, where_of(line.words)));
}

void add_values(Candidates& out, const Option& option, const std::string& current, const Lookup& line) {
  for (const auto& choice : option.one_of) out.insert(choice);
  if (option.value == "BOOL") out.insert({"true", "false"});
  if (option.value == "NOUN") add_nouns(out);
  add_names(out, option.names_of, current, line);
}

const Option* option_called(const Command& command, const std::string& word) {
  for (const auto& option : command.options) {
    if (word == "--" + option.name || word == "-" + option.letter || word == "--" + option.alias) return &option;
  }
  return nullptr;
}

Candidates candidates_for(const Lookup& line, const std::string& current) {
  Candidates out;
  const auto match = find_command(line.commands, line.words);
  if (!match.command) {
    for (const auto& command : line.commands) {
      const bool under = command.path.size() > line.words.size() &&
                         std::equal(line.words.begin(), line.words.end(), command.path.begin());
      if (under && !command.hidden) out.insert(command.path[line.words.size()]);
    }
    const bool noun_next =
        line.words.empty() || (line.words.size() == 1 && std::ranges::count(leading_verbs(), line.words[0]));
    if (noun_next) add_nouns(out);
    return out;
  }
  const auto* before = line.words.size() > match.words ? option_called(*match.command, line.words.back()) : nullptr;
  if (before && !before->value.empty()) {
    add_values(out, *before, current, line);
    return out;
  }
  if (match.command->path == std::vector<std::string>{"explain"}) add_nouns(out);
  for (const auto& positional : match.command->positionals) {
    if (!current.starts_with('-')) add_names(out, positional.names_of, current, line);
  }
  if (out.empty() || current.starts_with('-')) {
    for (const auto& option : match.command->options) out.insert("--" + option.name);
  }
  return out;
}

void complete(const Arguments& arguments) {
  auto words = arguments.list("words");
  if (words.empty()) return;
  const auto current = words.front();
  words.erase(words.begin());
  for (const auto& word : candidates_for(look_up(std::move(words)), current)) {
    if (word.starts_with(current)) print_line(word);
  }
}

}  // namespace

void add_completion(std::vector<Command>& commands) {
  commands.push_back({.path = {"completion"},
                      .help = "Prints a script that makes a shell complete zato's commands.",
                      .positionals = {{"shell", "bash, zsh or fish."}},
                      .examples = "  zato completion bash > /etc/bash_completion.d/zato",
                      .says_ok = false,
                      .run = print_script});
  commands.push_back({.path = {"commands"},
                      .help = "Prints the reference of all commands.",
                      .says_ok = false,
                      .run = [](const Arguments&) { fmt::print("{}", render_command_reference(all_commands())); }});
  commands.push_back({.path = {"complete"},
                      .help = "Prints what may follow the words.",
                      .positionals = {{"words", "Beginning of the next word, then the words before it."}},
                      .hidden = true,
                      .raw = true,
                      .says_ok = false,
                      .run = complete});
  commands.push_back(
      {.path = {"complete-names"},
       .help = "Prints the names of objects that begin so.",
       .positionals = {{"noun", "Kind of object."}, {"prefix", "Beginning of the name.", 0, 1}},
       .options = {{.name = "path", .help = "Directory of a server or an environment.", .value = "DIRECTORY"}},
       .hidden = true,
       .says_ok = false,
       .run = complete_names});
}

}  // namespace zato::cli
