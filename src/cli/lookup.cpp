#include "cli/lookup.hpp"

#include <algorithm>

#include "cli/nouns.hpp"

namespace zato::cli {

namespace {

bool is_leading_verb(const std::string& word) {
  return std::ranges::find(leading_verbs(), word) != leading_verbs().end();
}

// Zato 3.2 writes some commands as one word: zato create-rest-channel.
void split_first(std::vector<std::string>& words) {
  if (words.empty() || type_of_noun(words[0])) return;
  const auto dash = words[0].find_first_of("-_");
  if (dash == std::string::npos || !is_leading_verb(words[0].substr(0, dash))) return;
  const auto verb = words[0].substr(0, dash);
  words[0].erase(0, dash + 1);
  words.insert(words.begin(), verb);
}

}  // namespace

const std::vector<std::string>& leading_verbs() {
  static const std::vector<std::string> verbs{"create", "edit", "delete", "get", "list"};
  return verbs;
}

Lookup look_up(std::vector<std::string> words) {
  Lookup found{.words = std::move(words), .commands = all_commands()};
  split_first(found.words);
  if (found.words.empty() || find_command(found.commands, found.words).command) return found;
  const bool verb_first = found.words.size() > 1 && is_leading_verb(found.words[0]) && type_of_noun(found.words[1]);
  if (verb_first) std::swap(found.words[0], found.words[1]);
  if (const auto* type = type_of_noun(found.words[0])) {
    found.words[0] = type->noun;
    for (auto& command : commands_of(*type)) found.commands.push_back(std::move(command));
  }
  return found;
}

}  // namespace zato::cli
