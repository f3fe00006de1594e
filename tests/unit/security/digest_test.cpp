#include "security/digest.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace zato::security {
namespace {

TEST(Digest, IsSha256) {
  EXPECT_EQ(base::hex_encode(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(base::hex_encode(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, IsHmacOfRfc4231) {
  EXPECT_EQ(base::hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(base::hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(DerivedKey, DependsOnKeyAndPurpose) {
  const base::Secret one("key one"), two("key two");
  EXPECT_EQ(derived_key(one, "tokens").reveal(), derived_key(one, "tokens").reveal());
  EXPECT_NE(derived_key(one, "tokens").reveal(), derived_key(one, "cookies").reveal());
  EXPECT_NE(derived_key(one, "tokens").reveal(), derived_key(two, "tokens").reveal());
}

}  // namespace
}  // namespace zato::security
