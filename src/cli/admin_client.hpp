// AdminClient: the admin API as commands see it, wherever it is: the HTTP front of a running server, or, while none
// runs, the same API in this process on the ODB. Used by every command that reads or changes objects.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "cli/command.hpp"
#include "cli/failure.hpp"

namespace zato::cli {

class AdminClient {
 public:
  virtual ~AdminClient() = default;

  // What the service answers to this input, without envelopes. Errors: kInvalidArgument, kNotFound, kAlreadyExists,
  // kConflict (refused), kUnauthenticated, kPermissionDenied, kUnavailable (the ODB or the server is away), kTimeout,
  // kUnsupported. The message is the service's.
  virtual base::Result<nlohmann::json> try_call(const std::string& service, const nlohmann::json& input) = 0;

  // The same, or a Failure with Zato's exit code.
  nlohmann::json call(const std::string& service, const nlohmann::json& input);
};

// `own` and --path, --server-url, --admin-user, --admin-password-file, --admin-ca-file, --admin-timeout, whose aliases
// --url, --user and --password-file are left out where `own` has these names.
std::vector<Option> with_admin_options(std::vector<Option> own = {});

struct AdminTarget {
  std::filesystem::path path = {};  // of a server, or of an environment, whose servers are tried in turn
  std::string url = {};             // http(s)://host:port of a server or a load balancer
  std::string user = {};
  base::Secret password = {};
  std::filesystem::path ca_file = {};  // whom https trusts; empty: whom the system trusts
  std::chrono::milliseconds timeout{60'000};
};

// From those options; without --path and --server-url: ZATO_PATH, then the current directory if it is a server or an
// environment. Exit code 29 when none of them says where.
AdminTarget admin_target(const Arguments& arguments);

// With `path`: the first of the servers that answers, or this process when none does, which stderr is told.
std::unique_ptr<AdminClient> connect_admin(const AdminTarget& target);

inline std::unique_ptr<AdminClient> connect_admin(const Arguments& arguments) {
  return connect_admin(admin_target(arguments));
}

// 21: refused; 28: no answer in time; 16: everything else.
ExitCode exit_code_of_admin(base::Code code) noexcept;

}  // namespace zato::cli
