#include "deploy/signature.hpp"

#include <gmock/gmock.h>

#include "deploy/files.hpp"

namespace zato::deploy {
namespace {

using testing::HasSubstr;

struct Signatures : testing::Test {
  security::SigningKey pair = security::new_signing_key();
  PrivateKey key{"ci", pair.secret};
  TrustedKey trusted{"ci", pair.public_key};
  const std::string bytes = "x = 1\n";
  Signature good = sign(key, "crm.py", bytes, 1'000);

  std::string said(const Signature& signature, const std::string& file, std::string_view of,
                   std::vector<TrustedKey> keys, std::int64_t now = 0) const {
    return objection(signature, file, digest_of(of), keys, now);
  }
};

TEST_F(Signatures, LetTheBytesRunUnderTheName) {
  EXPECT_EQ(said(good, "crm.py", bytes, {trusted}), "");
  EXPECT_THAT(said(good, "other.py", bytes, {trusted}), HasSubstr("another name"));
  EXPECT_THAT(said(good, "crm.py", "x = 2\n", {trusted}), HasSubstr("not what was signed"));
  EXPECT_THAT(said(good, "crm.py", bytes, {}), HasSubstr("not trusted"));
  EXPECT_THAT(said(good, "crm.py", bytes, {{"ci", security::new_signing_key().public_key}}), HasSubstr("not genuine"));
}

TEST_F(Signatures, CoverEveryField) {
  for (const auto change : {0, 1, 2, 3}) {
    auto altered = good;
    if (change == 0) altered.serial += 1;
    if (change == 1) altered.file = "other.py";
    if (change == 2) altered.digest = digest_of("x = 2\n");
    if (change == 3) altered.signature[5] = static_cast<char>(altered.signature[5] ^ 1);
    EXPECT_THAT(said(altered, altered.file, change == 2 ? "x = 2\n" : bytes, {trusted}), HasSubstr("not genuine"))
        << change;
  }
}

TEST_F(Signatures, OfAKeyWhoseTimeIsOverAreRefused) {
  trusted.expires = 999;
  EXPECT_THAT(said(good, "crm.py", bytes, {trusted}), HasSubstr("expired"));
  trusted.expires = 2'000;
  EXPECT_EQ(said(good, "crm.py", bytes, {trusted}, 1'500), "");
  EXPECT_THAT(said(good, "crm.py", bytes, {trusted}, 2'001), HasSubstr("expired"));
}

TEST_F(Signatures, AndKeysAreTextsThatAreReadStrictly) {
  const auto read = Signature::parse(good.text());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text(), good.text());
  for (const auto& text :
       {std::string(), std::string("rubbish\n"), good.text() + "more: x\n", good.text() + good.text(),
        good.text().substr(1), good.text().substr(0, good.text().size() - 2)})
    EXPECT_FALSE(Signature::parse(text)) << text;
  const auto again = parse_private_key(text_of(key));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->secret.reveal(), key.secret.reveal());
  trusted.expires = 5'000'000;
  const auto shown = parse_trusted_key(text_of(trusted));
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->expires, trusted.expires);
  EXPECT_FALSE(parse_trusted_key(text_of(key))) << "a secret key is no public one";
}

}  // namespace
}  // namespace zato::deploy
