#include "lb/source_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using Words = std::vector<std::string>;

constexpr std::size_t kLongestSource = 1U << 20U;

constexpr std::array<std::string_view, 9> kSections = {"global",    "defaults", "frontend",    "backend", "listen",
                                                       "resolvers", "userlist", "http-errors", "cache"};
constexpr std::array<std::string_view, 8> kForeignSections = {"program", "peers",       "mailers",  "ring",
                                                              "traces",  "log-forward", "fcgi-app", "crt-store"};
// Everything else in `global` changes who HAProxy is or what it may do.
constexpr std::array<std::string_view, 16> kGlobalWords = {"log",           "log-tag",         "log-send-hostname",
                                                           "maxconn",       "maxconnrate",     "maxsessrate",
                                                           "maxsslconn",    "maxsslrate",      "maxcomprate",
                                                           "nbthread",      "hard-stop-after", "spread-checks",
                                                           "busy-polling",  "description",     "node",
                                                           "h1-case-adjust"};
constexpr std::array<std::string_view, 5> kGlobalPrefixes = {"tune.", "ssl-default-bind-", "ssl-default-server-",
                                                             "ssl-dh-", "ssl-server-verify"};
constexpr std::array<std::string_view, 8> kForbiddenFirst = {
    "external-check", "errorfile", "errorfiles", "errorloc-file", "use-fcgi-app", "stats", "email-alert", "filter"};
constexpr std::array<std::string_view, 8> kForbiddenAnywhere = {
    "external-check", "errorfile", "lf-file", "file", "-f", "expose-fd", "crt-list", "ca-verify-file"};
constexpr std::array<std::string_view, 5> kLocalAddresses = {"unix@", "abns@", "fd@", "sockpair@", "ring@"};
constexpr std::array<std::string_view, 7> kSocketPrefixes = {"/", "unix@", "abns@", "fd@", "sockpair@", "ring@", "."};

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
bool begins_with_one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view prefix) { return word.starts_with(prefix); });
}

// HAProxy's own splitting, without what could hide a word from us: escapes by code and environment variables are
// refused.
Result<Words> split_words(std::string_view line) {
  Words words;
  bool open = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && c == '#') break;
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\r')) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '$' && quote != '\'') {
      return base::fail(Code::kInvalidArgument, "environment variables are not allowed; put $ between single quotes");
    } else if (c == '\\' && quote != '\'') {
      if (i + 1 == line.size() || line[i + 1] == 'x')
        return base::fail(Code::kInvalidArgument, "this use of \\ is not allowed");
      words.back() += line[++i];
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) return base::fail(Code::kInvalidArgument, "a quote is not closed");
  return words;
}

bool is_map(std::string_view word) {
  for (auto at = word.find("map"); at != std::string_view::npos; at = word.find("map", at + 3)) {
    if (at > 0 && word[at - 1] != ',') continue;
    const auto after = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", at);
    if (after != std::string_view::npos && word[after] == '(') return true;
  }
  return false;
}

Result<void> refused(std::string_view word, std::string_view why) {
  return base::fail(Code::kInvalidArgument, fmt::format("'{}' is not allowed: {}", word, why));
}

class Checker {
 public:
  Result<void> line(std::string_view raw) {
    const auto text = base::trim(raw);
    if (text == kServersBegin || text == kServersEnd) return marker(text);
    ZATO_TRY(const auto words, split_words(text));
    if (words.empty()) return {};
    const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; };
    const auto& first = words.front();
    if (first.empty() || first.front() == '.') return refused(first, "conditions would hide other lines");
    if (one_of(first, kForeignSections)) return refused(first, "this section is not for load balancing");
    if (one_of(first, kSections)) return section(words);
    if (section_.empty()) return refused(first, "it stands before any section");
    if (std::all_of(first.begin(), first.end(), plain) && base::lower(first) != first)
      return refused(first, "unknown word");
    if (section_ == "global" && text == kStatsSocketLine && !stats_socket_) {
      stats_socket_ = true;
      return {};
    }
    for (const auto& word : words) ZATO_CHECK(any_word(word));
    if (section_ == "global") return global_line(text, words);
    return proxy_line(words);
  }

  Result<void> end() const {
    if (!stats_socket_)
      return base::fail(Code::kInvalidArgument, fmt::format("the line '{}' is missing", kStatsSocketLine));
    if (begins_ != 1 || ends_ != 1 || inside_) {
      return base::fail(Code::kInvalidArgument, fmt::format("the lines '{}' and '{}' must stand once in backend {}",
                                                            kServersBegin, kServersEnd, kBackend));
    }
    return {};
  }

 private:
  Result<void> marker(std::string_view text) {
    const bool begin = text == kServersBegin;
    if (backend_ != kBackend || inside_ == begin) {
      return refused(text, fmt::format("the servers stand between both marker lines in backend {}", kBackend));
    }
    inside_ = begin;
    ++(begin ? begins_ : ends_);
    return {};
  }

  Result<void> section(const Words& words) {
    if (inside_) return refused(words.front(), fmt::format("'{}' is still missing", kServersEnd));
    section_ = words.front();
    backend_ = section_ == "backend" && words.size() > 1 ? words[1] : "";
    return {};
  }

  static Result<void> any_word(std::string_view word) {
    if (one_of(word, kForbiddenAnywhere)) return refused(word, "files and programs of the host are out of reach");
    for (const auto prefix : kLocalAddresses) {
      if (word.find(prefix) != std::string_view::npos) return refused(word, "only network addresses are");
    }
    if (word.find("lua.") != std::string_view::npos) return refused(word, "Lua is not loaded");
    if (is_map(word)) return refused(word, "files of the host are out of reach");
    return {};
  }

  Result<void> global_line(std::string_view text, const Words& words) {
    const auto& first = words.front();
    if (first == "stats" && words.size() > 1 && words[1] == "timeout") return {};
    if (text == "server-state-file haproxy.state") return {};
    if (first == "log") return address(words);
    if (first.starts_with("tune.lua")) return refused(first, "Lua is not loaded");
    if (one_of(first, kGlobalWords) || begins_with_one_of(first, kGlobalPrefixes)) return {};
    return refused(first, "this global setting belongs to zato-lb");
  }

  static Result<void> proxy_line(const Words& words) {
    const auto& first = words.front();
    if (first.starts_with("lua") || one_of(first, kForbiddenFirst)) {
      return refused(first, "files, programs and HAProxy's own administration are out of reach");
    }
    if (first == "load-server-state-from-file" && (words.size() != 2 || words[1] != "global")) {
      return refused(first, "only 'global' is");
    }
    if (first == "bind" || first == "log" || first == "source") return address(words);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "addr" && words[i + 1].starts_with("/")) return refused(words[i + 1], "only network addresses are");
    }
    if (first == "server") return address({words.begin() + 1, words.end()});
    if (first == "server-template" && words.size() > 2) return address({words.begin() + 2, words.end()});
    return {};
  }

  // words[1] is an address of ours: a network one.
  static Result<void> address(const Words& words) {
    if (words.size() > 1 && begins_with_one_of(words[1], kSocketPrefixes)) {
      return refused(words[1], "only network addresses are");
    }
    if (words.size() > 1 && words[1].find(",") != std::string::npos) return refused(words[1], "one address per line");
    return {};
  }

  std::string section_;
  std::string backend_;
  bool inside_ = false;
  bool stats_socket_ = false;
  int begins_ = 0;
  int ends_ = 0;
};

}  // namespace

Result<void> check_source(std::string_view text) {
  if (text.size() > kLongestSource) return base::fail(Code::kInvalidArgument, "the configuration is longer than 1 MiB");
  if (text.find('\0') != std::string_view::npos)
    return base::fail(Code::kInvalidArgument, "the configuration has a NUL byte");
  Checker checker;
  int number = 0;
  for (const auto line : base::split(text, '\n')) {
    ++number;
    if (auto good = checker.line(line); !good) {
      return base::fail(Code::kInvalidArgument, fmt::format("line {}: {}", number, good.error().message));
    }
  }
  return checker.end();
}

std::string with_servers(std::string_view text, const std::vector<Server>& servers) {
  std::string out;
  bool inside = false;
  for (const auto line : base::split(text, '\n')) {
    const auto bare = base::trim(line);
    if (bare == kServersEnd) inside = false;
    if (!inside) out += fmt::format("{}\n", line);
    if (bare != kServersBegin) continue;
    inside = true;
    out += render_servers(servers);
  }
  if (!out.empty()) out.pop_back();  // split() gave one line more than there are line ends
  return out;
}

}  // namespace zato::lb
