// Where the row of a role is kept, as Lease sees it. The ODB (odb_store.hpp), or a test's.
#pragma once

#include "base/result.hpp"
#include "lease/machine.hpp"

namespace zato::lease {

class Store {
 public:
  virtual ~Store() = default;

  // Called on fibers, may suspend. An error says nothing about whether there was an effect.
  virtual base::Result<Row> read() = 0;  // nobody has ever held the role: Row()
  // One compare-and-set: true where epoch and counter still were those of `seen`, and `mine` is there now.
  virtual base::Result<bool> take(const Row& seen, const Row& mine) = 0;
  // Raises the counter where holder and epoch are still those of `mine`.
  virtual base::Result<bool> renew(const Row& mine) = 0;
  virtual base::Result<bool> release(const Row& mine) = 0;  // the same, and nobody is the holder then
};

}  // namespace zato::lease
