// zato commands, zato completion bash|zsh|fish, and the hidden command that the scripts ask what may follow.
#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"

namespace zato::cli {

namespace {

constexpr const char* kBash =
    "_zato() {\n"
    "  local IFS=$'\\n'\n"
    "  local words=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
    "  local candidates; candidates=\"$(zato complete -- \"${words[@]}\" 2>/dev/null)\"\n"
    "  COMPREPLY=($(compgen -W \"$candidates\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
    "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
    "}\n"
    "complete -o filenames -F _zato zato\n";

constexpr const char* kFish = "complete -c zato -a '(zato complete -- (commandline -opc)[2..-1] 2>/dev/null)'\n";

void print_script(const Arguments& arguments) {
  const auto& shell = arguments.word("shell");
  if (shell == "bash") return print_line(kBash);
  if (shell == "zsh") return print_line(std::string("autoload -U +X bashcompinit && bashcompinit\n") + kBash);
  if (shell == "fish") return print_line(kFish);
  throw Failure(ExitCode::kInvalidInput, "the shell must be bash, zsh or fish, not '" + shell + "'");
}

void complete(const Arguments& arguments) {
  const auto& words = arguments.list("words");
  const auto match = find_command(all_commands(), words);
  std::set<std::string> next;
  if (match.command) {
    for (const auto& option : match.command->options) next.insert("--" + option.name);
  } else {
    for (const auto& command : all_commands()) {
      const bool under =
          command.path.size() > words.size() && std::equal(words.begin(), words.end(), command.path.begin());
      if (under && !command.hidden) next.insert(command.path[words.size()]);
    }
  }
  for (const auto& word : next) print_line(word);
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
                      .positionals = {{"words", "Words typed so far.", 0, 100}},
                      .hidden = true,
                      .says_ok = false,
                      .run = complete});
}

}  // namespace zato::cli
