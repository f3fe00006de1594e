#include "http/gzip.hpp"

#include <gtest/gtest.h>

#include <random>

#include "rt/loop.hpp"

namespace zato::http {
namespace {

void on_fiber(const std::function<void()>& body) {
  rt::Loop loop;
  loop.spawn([&] {
    body();
    loop.stop();
  });
  loop.run();
}

constexpr std::size_t kLimit = 1'000'000;
bool always(std::size_t) { return true; }

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(Gzip, GivesBackWhatItWasGiven) {
  on_fiber([] {
    for (const auto& text : {std::string(), std::string("a"), std::string(500'000, 'x'), noise(300'000),
                             noise(64 * 1024), std::string("\0\n", 2)}) {
      const auto packed = gzip(text);
      const auto plain = gunzip(packed, kLimit, always);
      ASSERT_TRUE(plain) << plain.error().text();
      EXPECT_TRUE(*plain == text) << text.size();
    }
    EXPECT_LT(gzip(std::string(500'000, 'x')).size(), 2000u);
  });
}

TEST(Gzip, TheLimitIsExact) {
  on_fiber([] {
    for (const std::size_t size : {1000u, 65'536u, 65'537u, 200'000u}) {
      const auto packed = gzip(std::string(size, 'x'));
      EXPECT_TRUE(gunzip(packed, size, always)) << size;
      EXPECT_EQ(gunzip(packed, size - 1, always).error().code, base::Code::kResourceExhausted) << size;
    }
  });
}

TEST(Gzip, ABombTakesNoMoreMemoryThanItsLimit) {
  on_fiber([] {
    const auto bomb = gzip(std::string(100'000'000, '\0'));
    std::size_t most = 0;
    const auto unpacked = gunzip(bomb, kLimit, [&](std::size_t bytes) {
      most = std::max(most, bytes);
      return true;
    });
    EXPECT_EQ(unpacked.error().code, base::Code::kResourceExhausted);
    EXPECT_LE(most, kLimit + 1);
    EXPECT_EQ(gunzip(bomb, kLimit, [](std::size_t bytes) { return bytes < 200'000; }).error().code,
              base::Code::kUnavailable);
  });
}

TEST(Gzip, RefusesWhatIsNotGzip) {
  on_fiber([] {
    const auto good = gzip("hello");
    auto wrong_sum = good;
    wrong_sum[good.size() - 8] ^= 1;
    for (const auto& bad : {std::string(), std::string("hello"), good.substr(0, good.size() - 1), good.substr(0, 3),
                            good + "x", good + good, wrong_sum, noise(1000)}) {
      const auto plain = gunzip(bad, kLimit, always);
      ASSERT_FALSE(plain) << bad.size();
      EXPECT_EQ(plain.error().code, base::Code::kInvalidArgument) << bad.size();
    }
  });
}

TEST(AcceptEncoding, SaysWhetherGzipIsWelcome) {
  for (const char* yes : {"gzip", "br, gzip", "GZIP;q=0.5", "*", "deflate;q=0, *;q=0.1", "x-gzip", "*;q=0, gzip"})
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzip;q=nonsense", "gzipped", ";;,,"})
    EXPECT_FALSE(accepts_gzip(no)) << no;
}

}  // namespace
}  // namespace zato::http
