#include "security/password_hash.hpp"

#include <gtest/gtest.h>

namespace zato::security {
namespace {

TEST(PasswordHash, AcceptsThePasswordAndNothingElse) {
  auto hash = hash_password(base::Secret("correct horse"));
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(verify_password(*hash, base::Secret("correct horse")));
  EXPECT_FALSE(verify_password(*hash, base::Secret("correct horsf")));
  EXPECT_FALSE(verify_password(*hash, base::Secret("")));
}

TEST(PasswordHash, IsSaltedAndRefusesTextThatIsNoHash) {
  EXPECT_NE(*hash_password(base::Secret("x")), *hash_password(base::Secret("x")));
  EXPECT_FALSE(verify_password("x", base::Secret("x")));
  EXPECT_FALSE(verify_password("", base::Secret("")));
}

}  // namespace
}  // namespace zato::security
