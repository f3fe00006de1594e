// From the words of a command line to the commands they may mean: those written by hand and those of one noun. Used by
// main.cpp and by completion.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace zato::cli {

struct Lookup {
  std::vector<std::string> words;  // in the order of `commands`: zato create-sql is zato sql create
  std::vector<Command> commands;
};
Lookup look_up(std::vector<std::string> words);

// Verbs that may stand before a noun, as Zato puts them.
const std::vector<std::string>& leading_verbs();

}  // namespace zato::cli
