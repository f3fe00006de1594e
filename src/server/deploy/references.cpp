#include "server/deploy/references.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/text.hpp"

namespace zato::server {
namespace {

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t hash_of(std::string_view word) noexcept { return std::hash<std::string_view>()(word); }

void add_words(std::string_view line, References::Words& words) {
  for (std::size_t at = 0; at < line.size();) {
    if (!is_word(line[at])) {
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < line.size() && is_word(line[at])) ++at;
    words.push_back(hash_of(line.substr(begin, at - begin)));
  }
}

using Hashes = std::unordered_set<std::size_t>;

struct Candidate {
  const Target* file;
  std::string stem;
  std::size_t hash;
  const References::Words* words;
  bool taken = false;

  // A name that no import statement can hold is not looked for: whoever wants such a file finds it in his own way.
  bool is_odd() const { return !std::ranges::all_of(stem, is_word); }
  bool mentions(const Hashes& stems) const {
    return std::ranges::any_of(*words, [&](auto word) { return stems.contains(word); });
  }
};

}  // namespace

std::string stem_of(std::string_view file) {
  const auto name = file.substr(file.rfind('/') + 1);
  return std::string(name.substr(0, name.rfind('.')));
}

// Statements that go on in the next line are followed there, whether by a backslash or within parentheses.
References::Words References::words_of(std::string_view source) {
  Words words;
  bool goes_on = false;
  for (const auto line : base::split(source, '\n')) {
    if (!goes_on && line.find("import") == std::string_view::npos) continue;
    add_words(line, words);
    const auto text = base::trim(line);
    if (text.find(')') != std::string_view::npos)
      goes_on = false;
    else
      goes_on = goes_on || text.ends_with('\\') || text.find('(') != std::string_view::npos;
  }
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  words.shrink_to_fit();
  return words;
}

void References::keep(const std::vector<Target>& files) {
  std::set<std::string_view> digests;
  for (const auto& file : files) digests.insert(file.digest);
  std::erase_if(words_, [&](const auto& known) { return !digests.contains(known.first); });
}

std::vector<Target> References::touched(const std::vector<Target>& files, const std::vector<std::string>& stems,
                                        const Words& words) const {
  std::vector<Candidate> all;
  for (const auto& file : files) {
    const auto stem = stem_of(file.name);
    all.push_back({&file, stem, hash_of(stem), &words_.at(file.digest)});
  }
  Hashes changed, mentioned(words.begin(), words.end());
  for (const auto& stem : stems) changed.insert(hash_of(stem));
  const auto take_all = [&](auto is_meant) {
    for (bool more = true; more;) {
      more = false;
      for (auto& one : all) {
        if (one.taken || !is_meant(one)) continue;
        one.taken = more = true;
        changed.insert(one.hash);
        mentioned.insert(one.words->begin(), one.words->end());
      }
    }
  };
  take_all([&](const Candidate& one) { return one.mentions(changed); });  // those that import what changes
  take_all([&](const Candidate& one) { return one.is_odd() || mentioned.contains(one.hash); });  // what these import
  std::vector<Target> touched;
  for (const auto& one : all) {
    if (one.taken) touched.push_back(*one.file);
  }
  return touched;
}

}  // namespace zato::server
