#include "server/deploy/trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "log/log.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

constexpr log::Logger kLog{"zato.server.deploy"};

// Whoever else may write to it could make himself trusted.
bool is_ours_alone(const fs::path& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && (facts.st_uid == ::geteuid() || facts.st_uid == 0) &&
         (facts.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

std::vector<deploy::TrustedKey> Trust::keys() const {
  std::vector<deploy::TrustedKey> keys;
  std::error_code error;
  const fs::directory_iterator listing(settings_.trusted_keys, error);
  if (error) return keys;
  if (!is_ours_alone(settings_.trusted_keys)) {
    kLog.error("{} is writable by others: no key in it is trusted", settings_.trusted_keys.string());
    return keys;
  }
  for (const auto& item : listing) {
    if (item.path().extension() != ".pub") continue;
    const auto text = base::read_file(item.path());
    auto key = text ? deploy::parse_trusted_key(*text) : base::fail(text.error());
    if (!key || !is_ours_alone(item.path()))
      kLog.error("the key in {} is not trusted: {}", item.path().string(),
                 key ? "others may write to it" : key.error().text());
    else
      keys.push_back(std::move(*key));
  }
  return keys;
}

// Lines of "serial name".
base::Result<Trust::Serials> Trust::serials() const {
  Serials serials;
  if (!fs::exists(serials_file())) return serials;
  ZATO_TRY(const auto text, base::read_file(serials_file()));
  for (const auto line : base::split(text, '\n')) {
    if (line.empty()) continue;
    const auto blank = line.find(' ');
    const auto serial = base::parse_number<std::int64_t>(line.substr(0, blank));
    if (blank == std::string_view::npos || !serial)
      return base::fail(base::Code::kCorrupt, serials_file().string() + " cannot be read");
    serials[std::string(line.substr(blank + 1))] = *serial;
  }
  return serials;
}

std::string Trust::objection(const Target& target, bool is_new) const {
  if (!settings_.require_signature) return {};
  if (target.signature.empty()) return "it is not signed, and this server runs only what is";
  const auto signature = deploy::Signature::parse(target.signature);
  if (!signature) return "its signature cannot be read: " + signature.error().message;
  auto why = deploy::objection(*signature, target.name, target.digest, keys(), is_new ? deploy::microseconds_now() : 0);
  if (!why.empty()) return why;
  const auto known = serials();
  if (!known) return known.error().text();
  const auto at = known->find(target.name);
  if (at != known->end() && signature->serial < at->second)
    return "it was signed before the version that this server has run already; to go back, sign the older one again";
  return {};
}

base::Result<void> Trust::remember(const std::vector<Target>& targets) const {
  if (!settings_.require_signature) return {};
  ZATO_TRY(const auto lock,
           base::lock_file(fs::path(serials_file().string() + ".lock"), std::chrono::milliseconds(1000)));
  ZATO_TRY(auto known, serials());
  bool grown = false;
  for (const auto& target : targets) {
    const auto signature = deploy::Signature::parse(target.signature);
    if (!signature) continue;
    auto& serial = known[target.name];
    grown = grown || serial < signature->serial;
    serial = std::max(serial, signature->serial);
  }
  if (!grown) return {};
  std::string text;
  for (const auto& [name, serial] : known) text += std::to_string(serial) + " " + name + "\n";
  return base::write_file_atomically(serials_file(), text, 0640);
}

}  // namespace zato::server
