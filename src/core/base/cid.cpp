#include "base/cid.hpp"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace zato::base {
namespace {

__extension__ typedef unsigned __int128 Uint128;

// The kernel's generator, asked for 64 identifiers at a time: a system call per request would cost more than the digits.
class RandomBlock {
 public:
  Uint128 next() {
    if (used_ == numbers_.size()) refill();
    return numbers_[used_++];
  }

 private:
  void refill() {
    auto* at = reinterpret_cast<char*>(numbers_.data());
    std::size_t left = sizeof(numbers_);
    while (left > 0) {
      const ssize_t got = ::getrandom(at, left, 0);
      if (got < 0) continue;  // EINTR is the only failure for sizes like this
      at += got;
      left -= static_cast<std::size_t>(got);
    }
    used_ = 0;
  }

  std::array<Uint128, 64> numbers_{};
  std::size_t used_ = numbers_.size();
};

}  // namespace

std::string new_cid() {
  // Children are exec'ed, never merely forked (design 4), so two processes never share a block.
  thread_local RandomBlock random;
  Uint128 number = random.next();

  std::string cid(kCidSize, '0');
  cid[0] = 'K';
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000U;  // 10^19: 64-bit division is far cheaper than 128-bit
  int at = kCidSize - 1;
  while (number != 0) {
    auto chunk = static_cast<std::uint64_t>(number % kChunk);
    number /= kChunk;
    for (int digit = 0; digit < 19 && at > 0; ++digit, chunk /= 10) cid[static_cast<std::size_t>(at--)] = static_cast<char>('0' + chunk % 10);
  }
  return cid;
}

}  // namespace zato::base
