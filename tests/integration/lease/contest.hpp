// Contest: an ODB, five candidates for one role in it and the table that their orders have an effect on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lease/machine.hpp"
#include "odb/database.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/tcp_proxy.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {

class Contest {
 public:
  Contest(odb::Engine engine, Millis keep_alive, int candidates = 5);
  ~Contest();

  Millis keep_alive() const { return keep_alive_; }
  int candidates() const { return static_cast<int>(processes_.size()); }

  void start(int candidate);
  bool running(int candidate) const { return processes_.at(static_cast<std::size_t>(candidate)).has_value(); }
  pid_t pid(int candidate) const;               // throws where it does not run
  void kill(int candidate);                     // SIGKILL, gone when it returns
  void finish(int candidate);                   // SIGTERM, gone when it returns
  void set_clock(int candidate, Millis ahead);  // of the wall clock; needs libfaketime

  lease::Row row() const;
  std::optional<int> holder() const;  // which candidate the row names
  // Somebody has taken the role with an epoch above this one and had an effect.
  bool moved_beyond(lease::Epoch epoch) const;

  bool stall();  // the ODB takes no more writes (false: somebody stopped in the middle of one, it takes none anyway) …
  void resume();
  bool stalled() const { return stalled_; }

  // PostgreSQL: nothing gets from this candidate to the ODB or back, what was under way comes later; or its connections
  // break.
  bool has_network() const { return !proxies_.empty(); }
  void cut_off(int candidate) { proxies_.at(static_cast<std::size_t>(candidate))->cut(); }
  void reconnect(int candidate) { proxies_.at(static_cast<std::size_t>(candidate))->heal(); }
  void break_connections(int candidate) { proxies_.at(static_cast<std::size_t>(candidate))->reset(); }

  struct Effects {
    std::int64_t accepted = 0;
    std::int64_t epochs = 0;
    std::int64_t out_of_order = 0;  // accepted though a later epoch had had an effect
  };
  Effects effects() const;
  std::string orders() const;  // what those of all candidates that ended in order came to

 private:
  odb::Connection& odb() const;
  std::vector<std::string> arguments(int candidate) const;

  const Millis keep_alive_;
  TempDir directory_;
  std::optional<Postgres> postgres_;
  std::vector<std::unique_ptr<TcpProxy>> proxies_;  // one for each candidate
  odb::Options options_;
  mutable std::unique_ptr<odb::Connection> odb_;
  std::vector<std::optional<Process>> processes_;
  std::vector<std::string> said_;
  bool stalled_ = false;
};

bool has_libfaketime();

}  // namespace zato::test
