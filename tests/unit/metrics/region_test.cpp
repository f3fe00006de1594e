#include "metrics/region.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace zato::metrics {
namespace {

base::UniqueFd copy_of(int fd) { return base::UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

TEST(RegionBoard, ShowsWhatWasPublishedToWhoeverInheritsIt) {
  const auto board = RegionBoard::create(3, 4096).value();
  const auto child = RegionBoard::open(copy_of(board.fd())).value();
  EXPECT_EQ(child.cells(), 3);
  EXPECT_EQ(child.read(1), "");
  EXPECT_TRUE(child.publish(1, "first"));
  EXPECT_TRUE(child.publish(1, "second, which is longer than a word"));
  EXPECT_EQ(board.read(1), "second, which is longer than a word");
  EXPECT_EQ(board.read(0), "");
}

TEST(RegionBoard, KeepsTheOldStateWhenTheNewOneDoesNotFit) {
  const auto board = RegionBoard::create(1, 4096).value();
  EXPECT_TRUE(board.publish(0, std::string(4096, 'a')));
  EXPECT_FALSE(board.publish(0, std::string(4097, 'b')));
  EXPECT_EQ(board.read(0), std::string(4096, 'a'));
}

TEST(RegionBoard, RemembersTheOwnerOfACell) {
  const auto board = RegionBoard::create(2, 4096).value();
  EXPECT_EQ(board.owner(1), 0);
  board.set_owner(1, 123);
  EXPECT_EQ(board.owner(1), 123);
  EXPECT_EQ(board.owner(0), 0);
}

TEST(RegionBoard, RefusesMemoryThatIsNotItsOwn) {
  auto other = base::SharedMemory::create("other", 8192).value();
  EXPECT_FALSE(RegionBoard::open(copy_of(other.fd())));
  EXPECT_FALSE(RegionBoard::open(base::UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC))));
}

TEST(RegionBoard, NeverShowsHalfOfAState) {
  const auto board = RegionBoard::create(1, 4096).value();
  board.publish(0, std::string(4096, 'a'));
  std::atomic<bool> stop{false};
  std::jthread writer([&] {
    for (int i = 0; !stop; ++i)
      board.publish(0, std::string(static_cast<std::size_t>(1000 + i % 3000), static_cast<char>('a' + i % 26)));
  });
  for (int i = 0; i < 300; ++i) {
    const std::string state = board.read(0);
    ASSERT_EQ(state, std::string(state.size(), state.front()));
  }
  stop = true;
}

}  // namespace
}  // namespace zato::metrics
