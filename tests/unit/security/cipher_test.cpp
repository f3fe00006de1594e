#include "security/cipher.hpp"

#include <gmock/gmock.h>

namespace zato::security {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Cipher, ReadsBackWhatItSealed) {
  Cipher cipher(SecretKey::create());
  for (const auto& text : {std::string(), std::string("p"), std::string(100000, 'x'), std::string("a\0b", 3)}) {
    auto sealed = cipher.encrypt(text, "row 1");
    ASSERT_TRUE(sealed);
    EXPECT_TRUE(Cipher::is_encrypted(*sealed));
    EXPECT_EQ(*cipher.decrypt(*sealed, "row 1"), text);
  }
}

TEST(Cipher, NeverSealsTheSameTextTheSameWay) {
  Cipher cipher(SecretKey::create());
  EXPECT_NE(*cipher.encrypt("x", "a"), *cipher.encrypt("x", "a"));
}

TEST(Cipher, RefusesAnotherPlaceAnotherKeyAndAnyChangedByte) {
  Cipher cipher(SecretKey::create());
  const auto sealed = *cipher.encrypt("secret", "row 1");
  EXPECT_FALSE(cipher.decrypt(sealed, "row 2"));
  EXPECT_FALSE(Cipher(SecretKey::create()).decrypt(sealed, "row 1"));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(cipher.decrypt(changed, "row 1")) << at;
  }
  EXPECT_FALSE(cipher.decrypt("zato+gcm:v1:", "row 1"));
  EXPECT_FALSE(cipher.decrypt("plain", "row 1"));
}

TEST(SecretKey, IsReadBackFromItsTextAndKeepsItsId) {
  auto key = SecretKey::create();
  auto parsed = SecretKey::parse(" " + key.text().reveal() + "\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->id(), key.id());
  EXPECT_EQ(*Cipher(*parsed).decrypt(*Cipher(key).encrypt("x", ""), ""), "x");
}

TEST(SecretKey, ErrorsDoNotShowIt) {
  auto parsed = SecretKey::parse("c2VjcmV0");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().text(), Not(HasSubstr("c2VjcmV0")));
  EXPECT_THAT(parsed.error().text(), HasSubstr("create-secret-key"));
}

TEST(Cipher, OpensSettingsWithTheKeyOfTheConfiguration) {
  auto key = SecretKey::create();
  auto sealed = *Cipher(key).encrypt("pw", kBoundToConfig);
  EXPECT_EQ(*decrypt_setting(key.text(), sealed), "pw");
  EXPECT_FALSE(decrypt_setting(base::Secret("nonsense"), sealed));
}

}  // namespace
}  // namespace zato::security
