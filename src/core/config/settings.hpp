// The settings of every executable as plain values, and how they are loaded. The app.cpp of each executable loads them
// once and hands the parts on; classes below take plain option structs and never see this folder.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/lb_settings.hpp"
#include "config/scheduler_settings.hpp"
#include "config/server_settings.hpp"

namespace zato::config {

template <class S>
class Table;

const Table<ServerSettings>& server_table();
const Table<LbSettings>& lb_table();
const Table<SchedulerSettings>& scheduler_table();

// One setting as it is in force.
struct Effective {
  std::string section;
  std::string key;
  std::string value;   // secrets are masked
  std::string origin;  // "default", "server.conf:12", "environment ZATO_MAIN__WORKERS"
};

// Opens an encrypted secret of secrets.conf with [secret_keys] key1. security/cipher.hpp has the one everybody passes.
using Decrypt = std::function<base::Result<std::string>(const base::Secret& key, std::string_view text)>;

template <class S>
struct Loaded {
  S settings;
  std::vector<Effective> effective;
  std::vector<std::string> warnings;  // settings that are accepted and have no effect
};

// `directory` is the component's root. Order: defaults, file, environment. On failure the message has one line per
// problem, each of the form "file:line: [section] key: what is wrong and what is allowed".
base::Result<Loaded<ServerSettings>> load_server(const std::filesystem::path& directory, const Decrypt& decrypt = {});
base::Result<Loaded<LbSettings>> load_lb(const std::filesystem::path& directory, const Decrypt& decrypt = {});
base::Result<Loaded<SchedulerSettings>> load_scheduler(const std::filesystem::path& directory, const Decrypt& decrypt = {});

}  // namespace zato::config
