#include "lb/pinned_clients.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;

bool is_fingerprint(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> out;
  const auto spaced = base::replace_all(std::string(line), "\t", " ");
  for (const auto part : base::split(spaced, ' ')) {
    if (const auto word = base::trim(part); !word.empty()) out.emplace_back(word);
  }
  return out;
}

Result<void> add_client(std::string_view line, PinnedClients& clients) {
  const auto parts = words(line);
  const auto fingerprint = base::lower(base::replace_all(parts[0], ":", ""));
  if (!is_fingerprint(fingerprint))
    return base::fail(Code::kInvalidArgument, "a SHA-256 fingerprint has 64 hex digits");
  if (parts.size() < 2) return base::fail(Code::kInvalidArgument, "a name is missing after the fingerprint");
  if (parts.size() > 3 || (parts.size() == 3 && parts[2] != "source")) {
    return base::fail(Code::kInvalidArgument, fmt::format("unknown permission '{}', only 'source' is known", parts[2]));
  }
  if (!clients.emplace(fingerprint, PinnedClient{.name = parts[1], .may_edit_source = parts.size() == 3}).second) {
    return base::fail(Code::kInvalidArgument, "this fingerprint stands in an earlier line, too");
  }
  return {};
}

}  // namespace

Result<PinnedClients> parse_pinned_clients(std::string_view text) {
  PinnedClients clients;
  int number = 0;
  for (const auto raw : base::split(text, '\n')) {
    ++number;
    const auto line = base::trim(raw.substr(0, raw.find('#')));
    if (line.empty()) continue;
    if (auto added = add_client(line, clients); !added) {
      return base::fail(Code::kInvalidArgument, fmt::format("line {}: {}", number, added.error().message));
    }
  }
  return clients;
}

Result<PinnedClients> load_pinned_clients(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return PinnedClients{};
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return base::fail(Code::kPermissionDenied,
                      file.string() + " may be written by others; run: chmod go-w " + file.string());
  }
  ZATO_TRY(const auto text, base::read_file(file));
  auto clients = parse_pinned_clients(text);
  if (!clients) return base::fail(clients.error().code, fmt::format("{}: {}", file.string(), clients.error().message));
  return clients;
}

}  // namespace zato::lb
