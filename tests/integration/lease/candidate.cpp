// A process that competes for a role and, as long as it has it, gives orders to a table: one every K/10. Each order is
// checked at the beginning, by the lease, and K/10 later, when it arrives, by the table's fence. Run by contest.cpp:
//
//   lease_candidate NAME KEEP_ALIVE_MS sqlite PATH | postgresql PORT PASSWORD
//
// Ends in order on SIGTERM. Says on standard output what its orders came to: "accepted 812 refused 3 failed 0".
#include <csignal>
#include <cstdio>
#include <string_view>

#include "base/text.hpp"
#include "lease/fence.hpp"
#include "lease/lease.hpp"
#include "lease/odb_store.hpp"
#include "odb/transaction.hpp"
#include "rt/event.hpp"
#include "rt/signals.hpp"

namespace zato {
namespace {

using namespace std::chrono_literals;

constexpr schema::Id kCluster = 1;
constexpr const char* kRole = "singleton";

odb::Options options_of(int argc, char** argv) {
  odb::Options options;
  options.connect_timeout = 1s;
  if (std::string_view(argv[3]) == "sqlite") {
    options.path = argv[4];
    return options;
  }
  options.engine = odb::Engine::kPostgresql;
  options.host = "127.0.0.1";
  options.port = std::atoi(argv[4]);
  options.user = "postgres";
  options.password = base::Secret(argc > 5 ? argv[5] : "");
  options.db_name = "postgres";
  return options;
}

class Candidate {
 public:
  Candidate(std::string name, std::chrono::milliseconds keep_alive, const odb::Options& options)
      : name_(std::move(name)),
        times_(lease::Times::of(keep_alive)),
        pool_(lease::options_for(options, times_)),
        sink_(lease::options_for(options, times_)),
        store_(pool_, kCluster, kRole),
        lease_(loop_, store_,
               {.holder = lease::new_holder(name_), .times = times_, .on_acquired = [this](lease::Epoch epoch) {
                  loop_.spawn([this, epoch] { give_orders(epoch); });
                }}) {}

  void run() {
    const rt::Signals signals(loop_, {SIGTERM}, [this](int) { stopping_.set(); });
    loop_.spawn([this] {
      lease_.start();
      stopping_.wait();
      lease_.release(rt::Deadline::after(5s));
      std::printf("accepted %d refused %d failed %d\n", accepted_, refused_, failed_);
      loop_.stop();
    });
    loop_.run();
  }

 private:
  void give_orders(lease::Epoch epoch) {
    while (lease_.epoch() == epoch) {
      loop_.spawn([this, epoch] { deliver(epoch); });
      rt::sleep_for(times_.patience / 10);
    }
  }

  // What a queue, a network or a stopped process does to an order.
  void deliver(lease::Epoch epoch) {
    rt::sleep_for(times_.patience / 10);
    const auto effect = sink_.with([&](odb::Connection& odb) {
      return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> base::Result<void> {
        ZATO_CHECK(lease::check_epoch(odb, kCluster, kRole, epoch));
        ZATO_CHECK(odb.execute("INSERT INTO effect (epoch, name) VALUES ($1, $2)", {epoch, name_}));
        return {};
      });
    });
    ++(effect ? accepted_ : effect.error().code == base::Code::kConflict ? refused_ : failed_);
  }

  const std::string name_;
  const lease::Times times_;
  rt::Loop loop_;
  odb::Pool pool_, sink_;
  lease::OdbStore store_;
  lease::Lease lease_;
  rt::Event stopping_;
  int accepted_ = 0, refused_ = 0, failed_ = 0;
};

}  // namespace
}  // namespace zato

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::chrono::milliseconds keep_alive(std::atoi(argv[2]));
  zato::Candidate(argv[1], keep_alive, zato::options_of(argc, argv)).run();
}
