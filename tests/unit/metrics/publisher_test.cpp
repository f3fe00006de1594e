#include "metrics/publisher.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "metrics/process_metrics.hpp"

namespace zato::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

// One child as the others see it.
struct Child {
  Child(const RegionBoard& board, int cell)
      : publisher(Publisher::attach(registry, base::UniqueFd(::fcntl(board.fd(), F_DUPFD_CLOEXEC, 0)), cell).value()),
        requests(registry.counter({.name = "requests", .help = "Requests."}).single()),
        connections(registry.gauge({.name = "connections", .help = "Open."}).single()) {}

  Registry registry;
  Publisher publisher;
  Counter requests;
  Gauge connections;
};

TEST(Publisher, RendersTheSumOfAllChildren) {
  const auto board = RegionBoard::create(4, 65536).value();
  Child one(board, 0), two(board, 2);
  one.requests.add(3);
  one.connections.set(10);
  two.requests.add(4);
  two.connections.set(20);
  two.publisher.publish();
  EXPECT_THAT(one.publisher.render(), HasSubstr("requests_total 7\n"));
  EXPECT_THAT(one.publisher.render(), HasSubstr("connections 30\n"));
}

TEST(Publisher, KeepsCountingAcrossTheReplacementOfAChild) {
  const auto board = RegionBoard::create(4, 65536).value();
  Child observer(board, 0);
  {
    Child dead(board, 1);
    dead.requests.add(100);
    dead.connections.set(5);
    dead.publisher.publish();
  }
  board.set_owner(1, 0);  // as the parent does
  EXPECT_THAT(observer.publisher.render(), HasSubstr("requests_total 100\n"));
  EXPECT_THAT(observer.publisher.render(), HasSubstr("connections 0\n")) << "connections of the dead are closed";

  Child successor(board, 1);
  successor.requests.add();
  successor.publisher.publish();
  EXPECT_THAT(observer.publisher.render(), HasSubstr("requests_total 101\n"));
}

TEST(Publisher, WithoutSiblingsRendersItsOwn) {
  Registry registry;
  registry.counter({.name = "requests", .help = "Requests."}).single().add(2);
  EXPECT_THAT(Publisher(registry).render(), HasSubstr("requests_total 2\n"));
}

TEST(Publisher, RefusesACellThatDoesNotExist) {
  const auto board = RegionBoard::create(2, 4096).value();
  Registry registry;
  EXPECT_FALSE(Publisher::attach(registry, base::UniqueFd(::fcntl(board.fd(), F_DUPFD_CLOEXEC, 0)), 2));
}

TEST(ProcessMetrics, TellMemoryAndTimeOfThisProcess) {
  Registry registry;
  add_process_metrics(registry, "worker-1");
  const auto text = Publisher(registry).render();
  EXPECT_THAT(text, HasSubstr("zato_process_resident_memory_bytes{process=\"worker-1\"} "));
  EXPECT_THAT(text, Not(HasSubstr("zato_process_resident_memory_bytes{process=\"worker-1\"} 0\n")));
  EXPECT_THAT(text, HasSubstr("zato_process_cpu_seconds{process=\"worker-1\"} "));
}

}  // namespace
}  // namespace zato::metrics
