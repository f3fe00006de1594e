// Configuration: the cluster's configuration as this process knows it. Loads a snapshot from the ODB and follows the cluster's
// sequence of changes, by polling and when told that something has changed. One per worker; loop thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "objects/cipher.hpp"
#include "odb/delta.hpp"
#include "odb/pool.hpp"
#include "odb/snapshot.hpp"
#include "rt/event.hpp"

namespace zato::server {

class Configuration {
 public:
  using Snapshot = std::shared_ptr<const odb::Snapshot>;
  // Puts a snapshot in force, or refuses it and changes nothing. The delta tells what it has that the one before, which this
  // function put in force, had not.
  using Apply = std::function<base::Result<void>(const Snapshot& next, const odb::Delta& delta)>;

  // `pool` and `cipher` must live longer. The pool is best one of its own: waiting writers then never delay a change.
  Configuration(odb::Pool& pool, const objects::Cipher& cipher, std::string cluster_name, Apply apply);

  // Loads the newest snapshot and puts it in force. Fiber.
  base::Result<void> load();

  // On a fiber of its own until stop(): looks for changes at once, each `interval` and at each wake(), and puts them in force at the
  // cost of what has changed. A database that is away is said once in the log, and that it is back; until then the last
  // configuration stays in force. So it does when a newer one is refused, until that is mended.
  void follow(std::chrono::milliseconds interval);
  void wake() { wake_.set(); }                // any thread
  void wake_for(std::int64_t sequence);       // there is such a change, says somebody; loop thread
  void stop();  // returns at once; follow() ends with the query it is in

  const Snapshot& current() const noexcept { return current_; }  // null before load()
  std::int64_t newest() const noexcept { return newest_; }       // the last change that we know of
  bool database_available() const noexcept { return available_; }

 private:
  base::Result<void> catch_up();
  base::Result<void> put_in_force(Snapshot next, const odb::Delta& delta);
  void catch_up_and_tell();

  odb::Pool& pool_;
  const objects::Cipher& cipher_;
  const std::string cluster_name_;
  const Apply apply_;
  Snapshot current_;
  std::int64_t newest_ = 0;
  std::int64_t refused_ = 0;  // the sequence that was said to be refused
  bool available_ = true;
  bool stopping_ = false;
  rt::Event wake_;
};

}  // namespace zato::server
