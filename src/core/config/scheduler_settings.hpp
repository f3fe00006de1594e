// The settings of zato-scheduler (scheduler.conf) as plain values. Their help: scheduler_settings.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "config/server_settings.hpp"

namespace zato::config {

struct SchedulerBindSettings {
  std::string host = "127.0.0.1";
  std::int64_t port = 31530;
};

struct SchedulerClusterSettings {
  std::string name = {};
};

struct SchedulerMainSettings {
  std::string name = "scheduler";
  std::chrono::milliseconds keep_alive = std::chrono::seconds(5);
  std::chrono::milliseconds poll_interval = std::chrono::seconds(1);
  std::chrono::milliseconds plan_ahead = std::chrono::milliseconds(200);
  std::chrono::milliseconds misfire_grace_time = std::chrono::seconds(5);
  std::chrono::milliseconds catch_up_window = std::chrono::hours(24);
  std::chrono::milliseconds run_timeout = std::chrono::hours(1);
  std::chrono::milliseconds history_time = std::chrono::hours(24 * 7);
};

struct SchedulerLogSettings {
  std::string level = "info";
  std::string format = "text";
  std::filesystem::path file = "../../logs/scheduler.log";
  std::int64_t rotate_bytes = 20'000'000;
  std::int64_t rotate_count = 10;
};

struct SchedulerSettings {
  SchedulerBindSettings bind;
  SchedulerClusterSettings cluster;
  SchedulerMainSettings scheduler;
  OdbSettings odb;
  KvdbSettings kvdb;
  SchedulerLogSettings logging;
  SecretKeySettings secret_keys;
};

}  // namespace zato::config
