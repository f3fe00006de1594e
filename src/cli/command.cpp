#include "cli/command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"

namespace zato::cli {

namespace {

std::string dashed(std::string_view word) { return base::replace_all(std::string(word), "_", "-"); }

bool starts_with(const std::vector<std::string>& path, const std::vector<std::string>& prefix) {
  return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

std::string first_sentence(const std::string& text) {
  auto end = text.find(". ");
  return end == std::string::npos ? text : text.substr(0, end + 1);
}

// The words that may follow `prefix`.
std::vector<std::string> next_words(const std::vector<Command>& commands, const std::vector<std::string>& prefix) {
  std::set<std::string> words;
  for (const auto& command : commands) {
    if (!command.hidden && starts_with(command.path, prefix) && command.path.size() > prefix.size()) {
      words.insert(command.path[prefix.size()]);
    }
  }
  return {words.begin(), words.end()};
}

std::string synopsis(const Command& command) {
  std::string out = "zato " + base::join(command.path, " ");
  for (const auto& positional : command.positionals) {
    const auto dots = positional.at_most > 1 ? "…" : "";
    out += positional.at_least > 0 ? fmt::format(" {}{}", base::upper(positional.name), dots)
                                   : fmt::format(" [{}{}]", base::upper(positional.name), dots);
  }
  return out + (command.options.empty() ? "" : " [options]");
}

std::string option_row(const Option& option) {
  std::string name = "--" + option.name + (option.value.empty() ? "" : " " + option.value);
  std::string spelled = option.letter.empty() ? "" : fmt::format("`-{}`, ", option.letter);
  spelled += fmt::format("`{}`", name);
  if (!option.alias.empty()) spelled += fmt::format(", `--{}`", option.alias);
  std::string meaning = option.help;
  if (!option.one_of.empty()) meaning += fmt::format(" One of {}.", base::join(option.one_of, ", "));
  return fmt::format("| {} | {} | {} |\n", spelled, option.initial.empty() ? "" : "`" + option.initial + "`", meaning);
}

}  // namespace

const std::string& Arguments::text(const std::string& option) const {
  static const std::string empty;
  auto found = values.find(option);
  return found == values.end() ? empty : found->second;
}

std::int64_t Arguments::number(const std::string& option, std::int64_t min, std::int64_t max) const {
  auto value = base::parse_number<std::int64_t>(text(option));
  if (!value || *value < min || *value > max) {
    throw Failure(ExitCode::kInvalidInput,
                  fmt::format("--{} must be a whole number from {} to {}, not '{}'", option, min, max, text(option)));
  }
  return *value;
}

const std::vector<std::string>& Arguments::list(const std::string& positional) const {
  static const std::vector<std::string> empty;
  auto found = words.find(positional);
  return found == words.end() ? empty : found->second;
}

const std::string& Arguments::word(const std::string& positional) const {
  static const std::string empty;
  const auto& all = list(positional);
  return all.empty() ? empty : all.front();
}

std::string secret_argument(const Arguments& arguments, const std::string& option, const std::string& file_option) {
  if (!arguments.has(file_option)) return arguments.text(option);
  if (arguments.has(option)) {
    throw Failure(ExitCode::kConflictingOptions, fmt::format("--{} and --{} exclude each other", option, file_option));
  }
  const auto text = read_file_or_stdin(arguments.text(file_option), Ending::kCut);
  return std::string(base::trim(text));
}

Match find_command(const std::vector<Command>& commands, const std::vector<std::string>& words) {
  Match best;
  for (const auto& command : commands) {
    const auto size = command.path.size();
    if (size <= best.words || size > words.size()) continue;
    const bool same = std::equal(command.path.begin(), command.path.end(), words.begin(),
                                 [](const std::string& name, const std::string& word) { return name == dashed(word); });
    if (same) best = {&command, size};
  }
  return best;
}

std::string explain_unknown(const std::vector<Command>& commands, const std::vector<std::string>& words,
                            const std::vector<std::string>& nouns) {
  std::vector<std::string> prefix;
  for (const auto& word : words) {
    auto candidates = next_words(commands, prefix);
    if (prefix.empty()) candidates.insert(candidates.end(), nouns.begin(), nouns.end());
    if (std::ranges::find(candidates, dashed(word)) != candidates.end()) {
      prefix.push_back(dashed(word));
      continue;
    }
    auto hint = base::nearest(dashed(word), candidates);
    auto typed = prefix.empty() ? word : base::join(prefix, " ") + " " + word;
    if (hint) return fmt::format("there is no command 'zato {}'; did you mean '{}'?", typed, *hint);
    return fmt::format("there is no command 'zato {}'; after 'zato{}{}' there may be: {}", typed,
                       prefix.empty() ? "" : " ", base::join(prefix, " "), base::join(candidates, ", "));
  }
  return fmt::format("'zato {}' needs one more word: {}", base::join(prefix, " "),
                     base::join(next_words(commands, prefix), ", "));
}

std::string list_commands(const std::vector<Command>& commands, const std::vector<std::string>& prefix) {
  std::string out;
  for (const auto& command : commands) {
    if (command.hidden || !starts_with(command.path, prefix)) continue;
    out += fmt::format("  {:<28} {}\n", base::join(command.path, " "), first_sentence(command.help));
  }
  return out;
}

std::string render_command_reference(const std::vector<Command>& commands) {
  std::string out =
      "# Commands\n\n"
      "Generated from the declarations in `src/cli/commands/` by `zato commands`; a test fails when it is stale. "
      "Conventions, exit\n"
      "codes and files: [command-line.md](command-line.md). Every command also has `--help` and `--verbose`; dashes "
      "may be typed as\n"
      "underscores.\n";
  for (const auto& command : commands) {
    if (command.hidden) continue;
    out += fmt::format("\n## zato {}\n\n{}\n\n```\n{}\n```\n", base::join(command.path, " "), command.help,
                       synopsis(command));
    if (!command.positionals.empty()) out += "\n";
    for (const auto& positional : command.positionals) {
      out += fmt::format("- `{}`: {}\n", base::upper(positional.name), positional.help);
    }
    if (command.options.empty()) continue;
    out += "\n| option | default | meaning |\n|---|---|---|\n";
    for (const auto& option : command.options) out += option_row(option);
  }
  return out;
}

}  // namespace zato::cli
