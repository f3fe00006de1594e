// Which services exist: an immutable table of entries, replaced as a whole. Loaders build a new table, the invoker
// reads it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "service/gate.hpp"
#include "service/stats.hpp"
#include "zato/register.hpp"

namespace zato::service {

// How calls of one service are carried out: C++ from a module or built in, later Python. Whoever holds it keeps its
// code loaded.
class Implementation {
 public:
  virtual ~Implementation() = default;
  virtual void execute(zato::Call& call) const = 0;  // failures go into `call`
};

inline constexpr std::chrono::milliseconds kNeverSlow{99999};  // Zato's default: no slow responses are looked for

// What the configuration says of a service, beside what its code declares.
struct Limits {
  std::size_t concurrent = 0;               // calls that run at a time in one worker; 0: any number
  std::chrono::milliseconds patience{0};    // how long those beyond wait for their turn; 0: they are refused at once
  std::optional<Execution> execution = {};  // instead of what the code declares; so is the timeout
  std::chrono::milliseconds timeout{0};     // 0: as declared
};

struct Entry {
  std::string name;
  std::string class_name = {};
  std::string source = {};  // the module's file, "built in"
  Execution execution = Execution::kFiber;
  std::chrono::milliseconds timeout{0};  // 0: none of its own
  bool has_own_thread = false;           // Python: where it runs is no choice
  std::chrono::milliseconds slow_after = kNeverSlow;
  Limits limits = {};
  std::uint64_t sample_every = 0;  // one in so many calls is kept with its messages; 0: none
  bool active = true;
  bool is_internal = false;
  bool is_guarded = false;  // looks at who is behind its callers by itself (principal.hpp); anybody may try
  std::int64_t id = 0;      // of its row in the ODB; 0: not known
  std::shared_ptr<const Implementation> implementation = {};
  Stats* stats = nullptr;  // this and what follows: filled in by the registry
  Gate* gate = nullptr;

  Execution place() const noexcept { return has_own_thread ? execution : limits.execution.value_or(execution); }
  std::chrono::milliseconds time() const noexcept { return limits.timeout.count() > 0 ? limits.timeout : timeout; }
  // Whether a slow call is to be kept with its request, for which it must be copied before each call.
  bool keeps_slow() const noexcept { return slow_after != kNeverSlow; }
};

// One state of the table. A request holds the one that it found when it came, so that it never meets two versions.
class Services {
 public:
  std::shared_ptr<const Entry> find(std::string_view name) const;  // null: there is none

 private:
  friend class Registry;
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>()(name); }
  };
  using Table = std::unordered_map<std::string, std::shared_ptr<const Entry>, NameHash, std::equal_to<>>;

  Table table_;
};

class Registry {
 public:
  // What a lookup finds stays valid, with its code, as long as it is held.
  std::shared_ptr<const Entry> find(std::string_view name) const { return now()->find(name); }  // any thread
  std::shared_ptr<const Services> now() const;                                                  // any thread
  std::vector<std::shared_ptr<const Entry>> list() const;          // ordered by name

  // Replaces everything that came from `source` by `entries`, in one step. kAlreadyExists, and nothing changes, when a
  // name belongs to another source. An empty list removes the source. What the configuration says of a service stays.
  base::Result<void> replace(const std::string& source, std::vector<Entry> entries);

  // Replaces everything that was deployed, in one step. They go before those of replace(), but for the platform's own
  // (is_internal); of several with one name the last one wins.
  void deploy(std::vector<Entry> entries);

  // Applies `change` to the named entry. kNotFound: "service X does not exist".
  base::Result<void> update(std::string_view name, const std::function<void(Entry&)>& change);

  // Applies `change` to all entries, in one step.
  void update_each(const std::function<void(Entry&)>& change);

  StatsTable& stats() noexcept { return stats_; }

 private:
  void publish();  // what the two below make together

  mutable std::mutex mutex_;  // guards the pointer services_, for moments
  std::mutex writers_;        // one change at a time
  Services::Table loaded_;    // by this process: built in, modules of its own
  Services::Table deployed_;  // to the cluster
  std::shared_ptr<const Services> services_ = std::make_shared<Services>();
  StatsTable stats_;
  std::map<std::string, Gate, std::less<>> gates_;  // by name of service, for ever; guarded by writers_
};

}  // namespace zato::service
