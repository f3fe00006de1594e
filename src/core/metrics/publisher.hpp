// Metrics of one child among those of its siblings: publishes its own registry, renders the sum of all. Used by workers
// and keeper; the loop calls publish() once a second and at its end.
#pragma once

#include <optional>
#include <string>

#include "metrics/region.hpp"
#include "metrics/registry.hpp"

namespace zato::metrics {

class Publisher {
 public:
  // Takes over the cell: the registry goes on where the cell's former owner ended. Before series are resolved.
  static base::Result<Publisher> attach(Registry& registry, base::UniqueFd metrics, int cell);
  // Of a process without siblings.
  explicit Publisher(Registry& registry) : registry_(registry) {}

  // Loop thread only, as render().
  void publish();
  // The server's metrics as OpenMetrics text: our own as of now, those of the siblings as of their last publication.
  std::string render() const;

 private:
  Publisher(Registry& registry, RegionBoard board, int cell)
      : registry_(registry), board_(std::move(board)), cell_(cell) {}

  Registry& registry_;
  std::optional<RegionBoard> board_;
  int cell_ = 0;
  bool complained_ = false;
};

}  // namespace zato::metrics
