// Bytes of deployed files as rows hold them.
#include "deploy/packing.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string pack(const std::string& bytes) { return Packing().pack(bytes); }
base::Result<std::string> unpack(const std::string& text, std::size_t size) { return Packing().unpack(text, size); }

const std::string kSource(10'000, 'x');

std::string refusal(const std::string& text, std::size_t size) {
  const auto bytes = unpack(text, size);
  if (bytes) return "it was unpacked";
  EXPECT_EQ(bytes.error().code, Code::kCorrupt);
  return bytes.error().message;
}

TEST(Packing, BytesComeOutAsTheyWentIn) {
  for (const auto& bytes : {std::string(), std::string("x"), kSource, base::random_bytes(10'000), std::string(3, '\0')})
    EXPECT_EQ(unpack(pack(bytes), bytes.size()).value(), bytes);
}

TEST(Packing, OnePackageLeavesNothingBehindForTheNext) {
  Packing packing;
  for (const auto& bytes :
       {kSource, std::string("x"), base::random_bytes(100'000), std::string(50'000, 'y'), kSource}) {
    const auto text = packing.pack(bytes);
    EXPECT_EQ(text, pack(bytes));
    EXPECT_FALSE(packing.unpack("zstd:" + text, bytes.size()));
    EXPECT_EQ(packing.unpack(text, bytes.size()).value(), bytes);
  }
}

TEST(Packing, IsForWhatGetsShorter) {
  EXPECT_THAT(pack(kSource), StartsWith("zstd:"));
  EXPECT_LT(pack(kSource).size(), 200U);
  const auto random = base::random_bytes(10'000);
  EXPECT_EQ(pack(random), base::base64_encode(random));
  EXPECT_EQ(pack("x = 1\n"), base::base64_encode("x = 1\n"));
}

TEST(Packing, TextsFromBeforeItAreRead) {
  EXPECT_EQ(unpack(base::base64_encode(kSource), kSource.size()).value(), kSource);
}

TEST(Packing, WhatWasAlteredIsRefused) {
  const auto text = pack(kSource);
  EXPECT_THAT(refusal(text.substr(0, text.size() - 1), kSource.size()), HasSubstr("base64"));
  EXPECT_THAT(refusal("zstd:", kSource.size()), HasSubstr("size"));
  EXPECT_THAT(refusal("zstd:" + base::base64_encode("no zstd at all"), 14), HasSubstr("size"));
  auto frame = base::base64_decode(text.substr(5)).value();
  EXPECT_THAT(refusal("zstd:" + base::base64_encode(frame.substr(0, frame.size() - 3)), kSource.size()),
              HasSubstr("cannot be unpacked"));
  EXPECT_THAT(refusal("zstd:" + base::base64_encode(frame + "more"), kSource.size()), HasSubstr("cannot be unpacked"));
}

TEST(Packing, NoMoreIsUnpackedThanTheRowHas) {
  const auto huge = pack(std::string(200UL << 20, '\0'));
  EXPECT_LT(huge.size(), 100'000U);
  EXPECT_THAT(refusal(huge, 1000), HasSubstr("size"));
}

// -1 and -2 in a row are what zstd gives for a size that it does not know, and for what is none of its frames.
TEST(Packing, ARowWithoutASensibleSizeIsRefused) {
  for (const auto size : {-1, -2}) {
    EXPECT_THAT(refusal("zstd:" + base::base64_encode("no zstd at all"), static_cast<std::size_t>(size)), HasSubstr("size"));
  }
}

}  // namespace
}  // namespace zato::deploy
