// References: which of the deployed Python files a change of some may touch, so that a trial loads these and not all
// that there is: those that may import a changed one, directly or through others, and whatever any of them may import.
// By the words of lines that import something, which is more than what is imported in the end and never less.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/deploy/loaded_set.hpp"

namespace zato::server {

class References {
 public:
  using Words = std::vector<std::size_t>;  // hashes, sorted

  static Words words_of(std::string_view source);

  bool knows(const std::string& digest) const { return words_.contains(digest); }
  void learn(const std::string& digest, std::string_view source) { words_.insert_or_assign(digest, words_of(source)); }
  void keep(const std::vector<Target>& files);  // forgets what is not among these

  // Of `files`, all of which it knows. `stems`: of the names of what changes or goes; `words`: of what changes.
  std::vector<Target> touched(const std::vector<Target>& files, const std::vector<std::string>& stems,
                              const Words& words) const;

 private:
  std::unordered_map<std::string, Words> words_;  // by digest
};

std::string stem_of(std::string_view file);  // "api" of "acme/api.py"

}  // namespace zato::server
