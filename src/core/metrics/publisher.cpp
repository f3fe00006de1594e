#include "metrics/publisher.hpp"

#include <unistd.h>

#include "log/log.hpp"
#include "metrics/openmetrics.hpp"

namespace zato::metrics {
namespace {

constexpr log::Logger kLog{"zato.metrics"};

}  // namespace

base::Result<Publisher> Publisher::attach(Registry& registry, base::UniqueFd metrics, int cell) {
  ZATO_TRY(auto board, RegionBoard::open(std::move(metrics)));
  if (cell < 0 || cell >= board.cells())
    return base::fail(base::Code::kInvalidArgument, "there is no such cell of metrics");
  // What cannot be read was left by a sibling with a defect; counting starts anew then.
  registry.continue_from(Snapshot::decode(board.read(cell)).value_or(Snapshot{}));
  board.set_owner(cell, ::getpid());
  return Publisher(registry, std::move(board), cell);
}

void Publisher::publish() {
  if (!board_ || board_->publish(cell_, registry_.snapshot().encode())) return;
  if (!std::exchange(complained_, true))
    kLog.warning("metrics are not published to the other workers any more: they are too many");
}

std::string Publisher::render() const {
  Snapshot all = registry_.snapshot();
  for (int cell = 0; board_ && cell < board_->cells(); ++cell) {
    if (cell == cell_) continue;
    auto theirs = Snapshot::decode(board_->read(cell));
    if (!theirs) continue;
    if (board_->owner(cell) == 0) theirs->drop_gauges();
    all.merge(*theirs);
  }
  return metrics::render(all);
}

}  // namespace zato::metrics
