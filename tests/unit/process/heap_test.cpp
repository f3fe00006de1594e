#include "process/heap.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/proc.hpp"

namespace zato::process {
namespace {

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they bring an allocator of their own

std::size_t buffers_from_the_system() { return ::mallinfo2().hblks; }

TEST(Heap, LargeBuffersComeFromTheSystemAlsoAfterOneWasFreed) {
  keep_heap_small();
  std::vector<std::string> buffers{std::string(2'000'000, 'x')};
  EXPECT_GT(buffers_from_the_system(), 0);
  buffers.clear();
  const auto before = buffers_from_the_system();
  buffers.emplace_back(300'000, 'y');
  EXPECT_EQ(buffers_from_the_system(), before + 1);
}

TEST(Heap, WhatIsFreeGoesBackAlsoInTheMidstOfIt) {
  std::vector<std::unique_ptr<char[]>> small;
  for (int i = 0; i < 1000; ++i) small.push_back(std::make_unique<char[]>(32 * 1024));
  const auto last = std::move(small.back());
  small.clear();
  const auto resident = test::resident_bytes(::getpid());
  give_memory_back();
  EXPECT_LT(test::resident_bytes(::getpid()), resident - 20'000'000);
}

#endif

}  // namespace
}  // namespace zato::process
