// Api: the one way into the admin services. Authorises, checks the input, runs the service in a transaction where it
// writes, records what was done or refused, and tells when the configuration has changed. Used by the worker (over a
// pool) and by the command line (over a connection of its own).
#pragma once

#include <functional>
#include <string_view>

#include "admin/catalog.hpp"

namespace zato::admin {

class Api {
 public:
  using Work = std::function<base::Result<Answer>(odb::Connection&)>;

  struct Options {
    const Catalog& catalog;
    const objects::Cipher& cipher;
    schema::Id cluster_id = 0;
    // Gives `work` a connection and returns what it returned; may be called from several fibers or threads at once.
    std::function<base::Result<Answer>(const Work& work)> with_connection;
    // After a change was committed. Returns when it is in force here, or time is over. May be left out.
    std::function<void(std::int64_t sequence)> changed = {};
    Surroundings around = {};
  };
  explicit Api(Options options) : options_(std::move(options)) {}

  // Errors: kPermissionDenied, kNotFound (no such service or object), kInvalidArgument (names fields and rules),
  // kAlreadyExists, kConflict (stale version, still in use), kUnsupported (stored only), kUnavailable (ODB away).
  base::Result<Answer> call(const Caller& caller, std::string_view service, Json input) const;

  // Somebody without valid credentials was at an admin channel. Like a refused call, it goes into the audit log.
  base::Result<void> record_login_failure(const Caller& caller, std::string details) const;

  const Catalog& catalog() const noexcept { return options_.catalog; }

 private:
  base::Result<Answer> authorised(const Caller& caller, const Service& service, Json input) const;
  base::Result<Answer> run(odb::Connection& connection, const Caller& caller, const Service& service,
                           const Json& input) const;
  base::Result<void> record(const Caller& caller, std::string kind, std::string service, std::string details) const;

  Options options_;
};

}  // namespace zato::admin
