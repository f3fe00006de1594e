// Admin: the admin services (core/admin) as services of this worker, so that /zato/admin/invoke, /zato/api/invoke/{service} and
// other services reach them. Who calls is whoever called the outermost channel; admin_grant says what that definition may do.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "admin/api.hpp"
#include "admin/statistics.hpp"
#include "admin/message_desk.hpp"
#include "base/clock.hpp"
#include "odb/pool.hpp"
#include "odb/snapshot.hpp"
#include "service/principal.hpp"
#include "service/registry.hpp"

namespace zato::server {

class Admin {
 public:
  struct Options {
    odb::Pool& pool;
    const objects::Cipher& cipher;
    std::string server;                                    // its name
    std::function<base::Result<Json>(const admin::Caller&, admin::DeployOrder)> deploy;
    admin::Statistics& statistics;
    admin::MessageDesk& messages;
    std::function<void(std::int64_t sequence)> announce;  // a change is committed: tell everybody. Any thread
    std::function<void()> wake_schedulers;                // an order waits for them. Any thread
    admin::Connections connections = {};                  // the same
  };
  explicit Admin(Options options) : options_(std::move(options)) {}

  // Adds the services to the registry. Before the first snapshot they refuse everybody.
  base::Result<void> add_services(service::Registry& registry);

  // Whether the channels of this service lead to the admin API.
  static bool is_admin(std::string_view service);

  // Somebody without valid credentials was at an admin channel. One event a second at most goes into the audit log; the next one
  // tells how many there were. Fiber.
  void login_failed(const std::string& channel, const std::string& cid, const std::string& address);

  // This snapshot is in force: grants are looked up in it, and who waits for its changes goes on. Loop thread.
  void applied(std::shared_ptr<const odb::Snapshot> snapshot);

  // The same on behalf of somebody who was let in already.
  base::Result<admin::Answer> call_as(const admin::Caller& caller, std::string_view service, Json input);

  // Any thread but the loop's: it waits for the ODB, and after a change until that is in force here.
  base::Result<admin::Answer> call(const service::Principal& principal, std::string_view cid, std::string_view service, Json input);

 private:
  std::shared_ptr<const odb::Snapshot> snapshot() const;
  void wait_applied(std::int64_t sequence);

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable advanced_;
  std::shared_ptr<const odb::Snapshot> snapshot_;
  std::shared_ptr<const admin::Api> api_;
  base::MonotonicTime login_failure_at_{};  // the last one that was recorded
  std::int64_t login_failures_ = 0;         // since then
};

// What the grants of this configuration allow to callers with that definition.
admin::Role role_of(const odb::Snapshot& snapshot, const zato::Security& security);

// The input of a service as clients send it: JSON, or Zato's lines of key=value. Nothing is an empty object.
base::Result<Json> admin_input(std::string_view payload);

}  // namespace zato::server
